package dev.keyturn.server.crash;

/// A secret for a user of its own, in whose rotation the server dies.
///
/// @param token of that rotation
/// @param lastRotated LastRotatedDate before it; 0: never
record Victim(Scenario scenario, String secretArn, String token, double lastRotated) {}
