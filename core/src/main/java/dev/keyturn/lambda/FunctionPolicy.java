package dev.keyturn.lambda;

/// Who may do what with a function, beside those whose own policies say so.
///
/// @param revision changes with every change of the policy
/// @param document a policy of the form that resources have
public record FunctionPolicy(String revision, String document) {}
