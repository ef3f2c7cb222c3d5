package dev.keyturn.access;

/// A policy with the name under which explanations speak of it, such as `inline policy Read of user
/// app`.
public record NamedPolicy(String name, Policy policy) {}
