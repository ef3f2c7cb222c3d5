package dev.keyturn.lambda;

/// A layer that a function was given. Its code stays when the layer is deleted.
///
/// @param arn of the layer's version
public record LayerUse(String arn, Code code) {}
