package dev.keyturn.lambda;

/// A name for a version of a function.
///
/// @param version the number of a published version, or `$LATEST`
/// @param revision changes with every change of the alias
public record Alias(String name, String version, String description, String revision) {}
