package dev.keyturn.logs;

/// Some events of a stream, in the order in which they came: the document beside the sealed
/// payload.
///
/// @param from the ordinal of its first event
/// @param payload where its events lie
public record LogChunk(
    long from, int count, long earliest, long latest, long bytes, String payload) {}
