/// Strategies: the order of a rotation's deeds, idempotence, which user is next, and the checks
/// that keep a rotation from being turned against somebody else's account.
@NullMarked
package dev.keyturn.rotators.strategy;

import org.jspecify.annotations.NullMarked;
