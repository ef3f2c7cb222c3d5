package dev.keyturn.secret;

/// A tag as requests and answers carry it.
public record Tag(String key, String value) {}
