package dev.keyturn.rotation;

import java.util.Optional;

/// When a secret rotates, as the user wrote it. Exactly one of the first two is given.
///
/// @param automaticallyAfterDays 1 to 1,000
/// @param scheduleExpression `rate(…)` or `cron(…)`
/// @param duration the window's length, such as `2h`
public record RotationRules(
    Optional<Integer> automaticallyAfterDays,
    Optional<String> scheduleExpression,
    Optional<String> duration) {}
