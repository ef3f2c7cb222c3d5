package dev.keyturn.rotators.strategy;

import dev.keyturn.rotators.target.TargetSession;

/// A rotation that is tried without changing anything.
///
/// @param sample what the next version could be, with a password that nobody will ever use
/// @param session opened with AWSCURRENT; closed by whoever began the rehearsal
record Rehearsal(
    RotationRun run,
    LoginSecret current,
    LoginSecret sample,
    TargetSession session,
    Report report) {}
