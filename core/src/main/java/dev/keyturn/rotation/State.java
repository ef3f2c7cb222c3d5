package dev.keyturn.rotation;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.keyturn.function.Step;
import dev.keyturn.schedule.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where a secret's rotation stands.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "state")
public sealed interface State {

  /// The walk that is under way or can be gone on with.
  default Optional<Walk> underWay() {
    return Optional.empty();
  }

  /// The window in which it starts next by itself.
  default Optional<Window> nextWindow() {
    return underWay().flatMap(Walk::window);
  }

  /// When there is something to do; empty: never by itself.
  Optional<Instant> due(String secretArn);

  /// Nothing is under way.
  ///
  /// @param next when it starts by itself; empty: it does not
  record Idle(Optional<Window> next) implements State {

    @Override
    public Optional<Window> nextWindow() {
      return next;
    }

    @Override
    public Optional<Instant> due(String secretArn) {
      return next.map(window -> window.startFor(secretArn));
    }
  }

  /// Between two attempts, or before the first.
  ///
  /// @param until when it goes on by itself; empty: only when an operator says so
  record Waiting(Walk walk, Optional<Instant> until) implements State {

    @Override
    public Optional<Walk> underWay() {
      return Optional.of(walk);
    }

    @Override
    public Optional<Instant> due(String secretArn) {
      return until;
    }
  }

  /// A step is being done, or was when the server stopped.
  ///
  /// @param since when the step began
  record Running(Walk walk, Step step, Instant since) implements State {

    @Override
    public Optional<Walk> underWay() {
      return Optional.of(walk);
    }

    /// Whatever the clock says: one that was set back must not hold up what was begun.
    @Override
    public Optional<Instant> due(String secretArn) {
      return Optional.of(Instant.EPOCH);
    }
  }

  /// Cancelled before the target was touched. AWSPENDING stays; RotateSecret goes on with it.
  record Cancelled(Walk walk) implements State {

    @Override
    public Optional<Walk> underWay() {
      return Optional.of(walk);
    }

    @Override
    public Optional<Window> nextWindow() {
      return Optional.empty();
    }

    @Override
    public Optional<Instant> due(String secretArn) {
      return Optional.empty();
    }
  }

  /// The target is being made to agree with AWSCURRENT again: somebody changed the labels while it
  /// may have held the pending credential, or an operator asked. Nothing new starts before that.
  ///
  /// @param token of the rotation that was abandoned, or the version that an operator asked for
  /// @param goal the version that the target is to hold, and which becomes AWSCURRENT once it does;
  ///   empty: what is AWSCURRENT
  /// @param candidates versions that the target may hold instead, the likeliest first
  /// @param since when the target may first have held something else
  /// @param attempt the number of the present or next attempt, from 1
  /// @param until when it is tried (again); empty: only when an operator says so
  record Settling(
      String token,
      Optional<String> goal,
      List<String> candidates,
      Instant since,
      int attempt,
      Optional<Instant> until)
      implements State {

    public Settling {
      candidates = List.copyOf(candidates);
    }

    @Override
    public Optional<Instant> due(String secretArn) {
      return until;
    }

    /// Whether it keeps failing, so that somebody should look.
    public boolean stuck() {
      return attempt > Walk.STUCK_AFTER;
    }

    /// AWSCURRENT is to be agreed with, whatever else was wanted: the target may hold that by now.
    Settling toCurrent(Instant now) {
      List<String> more = new ArrayList<>(candidates);
      goal.filter(wanted -> !more.contains(wanted)).ifPresent(wanted -> more.addFirst(wanted));
      return new Settling(token, Optional.empty(), more, since, 1, Optional.of(now));
    }

    Settling at(Instant now) {
      return new Settling(token, goal, candidates, since, attempt, Optional.of(now));
    }

    Settling again(Optional<Instant> next) {
      return new Settling(token, goal, candidates, since, attempt + 1, next);
    }
  }

  /// As [Settling], but only the user's own function knows the target: somebody has to look whether
  /// AWSCURRENT opens it.
  ///
  /// @param next when the next rotation starts by itself
  record TargetUnknown(Walk walk, Optional<Window> next) implements State {

    @Override
    public Optional<Walk> underWay() {
      return Optional.of(walk);
    }

    @Override
    public Optional<Window> nextWindow() {
      return next;
    }

    @Override
    public Optional<Instant> due(String secretArn) {
      return next.map(window -> window.startFor(secretArn));
    }
  }
}
