package dev.keyturn.rotation;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.keyturn.function.Step;
import dev.keyturn.schedule.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where a secret's rotation stands.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "state")
public sealed interface State {

  /// Nothing is under way.
  ///
  /// @param next when it starts by itself; empty: it does not
  record Idle(Optional<Window> next) implements State {}

  /// Between two attempts, or before the first.
  ///
  /// @param until when it goes on by itself; empty: only when an operator says so
  record Waiting(Walk walk, Optional<Instant> until) implements State {}

  /// A step is being done, or was when the server stopped.
  ///
  /// @param since when the step began
  record Running(Walk walk, Step step, Instant since) implements State {}

  /// Cancelled before the target was touched. AWSPENDING stays; RotateSecret goes on with it.
  record Cancelled(Walk walk) implements State {}

  /// Somebody changed the labels while the target may have held the pending credential: the target
  /// is being made to agree with AWSCURRENT again. Nothing new starts before that.
  ///
  /// @param token of the rotation that was abandoned
  /// @param candidates versions that the target may hold instead of AWSCURRENT's, the likeliest
  ///   first; they take turns
  /// @param attempt the number of the present or next attempt, from 1
  /// @param until when it is tried (again); empty: only when an operator says so
  record Settling(String token, List<String> candidates, int attempt, Optional<Instant> until)
      implements State {

    public Settling {
      candidates = List.copyOf(candidates);
    }

    /// The version that this attempt tries.
    public String candidate() {
      return candidates.get((attempt - 1) % candidates.size());
    }
  }

  /// As [Settling], but only the user's own function knows the target: somebody has to look whether
  /// AWSCURRENT opens it.
  ///
  /// @param next when the next rotation starts by itself
  record TargetUnknown(Walk walk, Optional<Window> next) implements State {}
}
