package dev.keyturn.lambda;

/// A function's environment variables as they are kept. Two of them are the same only where one was
/// copied: whoever compares values has to open them.
///
/// @param sealed in base64
/// @param count how many there are
public record SealedVariables(String sealed, int count) {}
