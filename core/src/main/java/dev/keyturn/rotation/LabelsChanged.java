package dev.keyturn.rotation;

import dev.keyturn.rotation.State.Settling;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Somebody other than the rotation moved AWSCURRENT or AWSPENDING or added a version.
///
/// @param builtIn whether the rotation's function can settle the target
/// @param currentBefore the version that had AWSCURRENT
/// @param currentNow the version that has it now
public record LabelsChanged(
    Instant at, boolean builtIn, Optional<String> currentBefore, Optional<String> currentNow) {

  static final String WHY = "Somebody else changed the secret's versions or labels";

  /// Whether readers get another value now.
  boolean currentMoved() {
    return !currentBefore.equals(currentNow);
  }

  /// Whether the version that a walk makes was AWSCURRENT before and still is.
  boolean leavesCurrent(Walk walk) {
    return !currentMoved() && currentNow.filter(walk.token()::equals).isPresent();
  }

  /// The target holds the abandoned version or what was current: one of them opens it, if
  /// AWSCURRENT does not.
  State settling(Walk abandoned) {
    return settling(abandoned.token(), List.of(abandoned.token()));
  }

  /// AWSCURRENT moved again before the target agreed: it may hold what was current meanwhile, too.
  State settlingAgain(Settling settling) {
    return settling(settling.token(), settling.candidates());
  }

  private State settling(String token, List<String> known) {
    Set<String> candidates = new LinkedHashSet<>(known);
    currentBefore.ifPresent(candidates::add);
    if (candidates.size() > 1) {
      currentNow.ifPresent(candidates::remove);
    }
    return new Settling(token, List.copyOf(candidates), 1, Optional.of(at));
  }
}
