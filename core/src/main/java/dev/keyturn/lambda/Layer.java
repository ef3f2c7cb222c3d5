package dev.keyturn.lambda;

/// A layer's document.
///
/// @param published the number of the version that was published last. Numbers are never given
///   again
public record Layer(String name, long published) {}
