package dev.keyturn.rotation;

import dev.keyturn.rotation.State.Settling;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An operator wants the target to hold AWSCURRENT again, or another version, which becomes
/// AWSCURRENT once the target holds it and not before: until then readers have what may still open
/// it. What is under way is given up.
///
/// @param version what the target is to hold
/// @param current whether that is AWSCURRENT
/// @param candidates versions that the target may hold now, the likeliest first
public record Restoration(Instant at, String version, boolean current, List<String> candidates) {
  private static final String WHY = "An operator asked for the target to be restored";

  public Restoration {
    candidates = candidates.stream().filter(id -> !id.equals(version)).toList();
  }

  Rotation in(Rotation rotation) {
    Settling settling =
        new Settling(
            rotation.token().orElse(version),
            current ? Optional.empty() : Optional.of(version),
            candidates,
            rotation.unsettledSince().orElse(at),
            1,
            Optional.of(at));
    return rotation
        .walk()
        .map(walk -> rotation.interrupted(at, WHY).abandoning(walk, at))
        .orElse(rotation)
        .to(settling);
  }
}
