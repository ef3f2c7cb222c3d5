package dev.keyturn.store;

/// Where a document lies. Keys of one kind are ordered by their UTF-8 bytes.
///
/// @param kind what it is (`secret`, `rotation`, …): kinds are cut by who writes them, so that
///   writers do not race
/// @param key at most 2,048 characters, without NUL
public record DocumentKey(String kind, String key) {}
