package dev.keyturn.secret;

/// The answer of operations by which an operator decides about a rotation.
public record OperatorAnswer(String arn, String name) {}
