package dev.keyturn.server.wire;

/// How large the body of a request may be whose operation takes more than usual.
///
/// @param operation what AWS's error calls it
public record BodyLimit(int bytes, String operation) {}
