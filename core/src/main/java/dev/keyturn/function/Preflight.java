package dev.keyturn.function;

import java.util.Optional;

/// What is asked of a function before there is a rotation: would one succeed? Nothing is changed,
/// neither in the secret nor at the target, and of the secret's values only AWSCURRENT is tried.
///
/// @param superuserArn the superuser secret that was checked for the caller
/// @param noLogIn why nobody may log in now, because it could do harm; empty when it is safe
public record Preflight(
    String secretArn, Optional<String> superuserArn, Optional<String> noLogIn) {}
