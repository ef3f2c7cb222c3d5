package dev.keyturn.rotation;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.State.Cancelled;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.State.Waiting;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.schedule.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rotation of one secret: where it stands and what happened last. A pure state machine: every
/// method is a transition that takes the time from outside and gives a new instance, and none has
/// an effect. A transition that does not fit the state is an [IllegalStateException].
///
/// @param suspended while the secret is scheduled for deletion nothing is due
/// @param history the last steps, oldest first, at most [#HISTORY]
/// @param abandonments what the engine still has to announce
/// @param denialWindow how long the last rotation's target refused what AWSCURRENT said, where the
///   function has such a time
public record Rotation(
    String secretArn,
    State state,
    boolean suspended,
    List<StepRecord> history,
    List<Abandonment> abandonments,
    Optional<Duration> denialWindow) {

  /// How many steps are remembered.
  public static final int HISTORY = 50;

  public Rotation {
    history = List.copyOf(history);
    abandonments = List.copyOf(abandonments);
  }

  /// A walk was abandoned because of a foreign change of labels.
  public record Abandonment(Walk walk, Instant at) {}

  /// A secret whose rotation was just configured.
  public static Rotation idle(String secretArn, Optional<Window> next) {
    return new Rotation(secretArn, new Idle(next), false, List.of(), List.of(), Optional.empty());
  }

  /// When there is something to do; empty: never by itself.
  public Optional<Instant> due() {
    if (!abandonments.isEmpty()) {
      return Optional.of(abandonments.getFirst().at());
    }
    if (suspended) {
      return Optional.empty();
    }
    return switch (state) {
      case Idle(var next) -> start(next);
      case Waiting(var _, var until) -> until;
      // Whatever the clock says: one that was set back must not hold up what was begun.
      case Running _ -> Optional.of(Instant.EPOCH);
      case Cancelled _ -> Optional.empty();
      case Settling settling -> settling.until();
      case TargetUnknown(var _, var next) -> start(next);
    };
  }

  /// The window in which it starts next by itself.
  public Optional<Window> next() {
    return switch (state) {
      case Idle(var next) -> next;
      case TargetUnknown(var _, var next) -> next;
      case Waiting(var walk, var _) -> walk.window();
      case Running running -> running.walk().window();
      case Cancelled _, Settling _ -> Optional.empty();
    };
  }

  /// The walk that is under way or can be gone on with.
  public Optional<Walk> walk() {
    return switch (state) {
      case Idle _, Settling _ -> Optional.empty();
      case Waiting(var walk, var _) -> Optional.of(walk);
      case Running running -> Optional.of(running.walk());
      case Cancelled(var walk) -> Optional.of(walk);
      case TargetUnknown(var walk, var _) -> Optional.of(walk);
    };
  }

  /// Whether a step may be called now or later without anybody asking again.
  public boolean inFlight() {
    return state instanceof Waiting || state instanceof Running;
  }

  /// Whether this token is or was this rotation's, as far as it remembers.
  public boolean knows(String token) {
    return keptVersions().contains(token)
        || history.stream().anyMatch(step -> step.token().equals(token));
  }

  /// Versions that must not be collected, whatever their labels: the target may hold them.
  public Set<String> keptVersions() {
    Set<String> kept = new LinkedHashSet<>();
    walk().map(Walk::token).ifPresent(kept::add);
    if (state instanceof Settling settling) {
      kept.add(settling.token());
      kept.addAll(settling.candidates());
    }
    return kept;
  }

  /// A new walk is placed, to begin at once.
  public Rotation begin(Walk walk, Instant now) {
    return switch (state) {
      case Idle _, TargetUnknown _, Cancelled _ -> to(new Waiting(walk, Optional.of(now)));
      case Waiting _, Running _, Settling _ -> throw unfit("begin");
    };
  }

  /// An idle rotation gets another next window, or none.
  public Rotation scheduled(Optional<Window> next) {
    return switch (state) {
      case Idle _ -> to(new Idle(next));
      case TargetUnknown(var walk, var _) -> to(new TargetUnknown(walk, next));
      case Waiting _, Running _, Cancelled _, Settling _ -> this;
    };
  }

  /// An attempt begins, or begins again after a crash, which is no attempt of its own.
  public Rotation enter(Instant now) {
    return switch (state) {
      case Waiting(var walk, var _) -> to(firstStep(walk, now));
      case Running running ->
          recorded(StepRecord.interrupted(running, now, "The server stopped during this step"))
              .to(firstStep(running.walk(), now));
      case Idle _, Cancelled _, Settling _, TargetUnknown _ -> throw unfit("enter");
    };
  }

  /// The end of the step that is running, or of the attempt to settle. Success of the last step
  /// ends the rotation; that AWSCURRENT has moved is for the caller to check before.
  public Rotation after(Ended ended, Timetable timetable) {
    return switch (state) {
      case Running running ->
          recorded(
                  StepRecord.of(
                      running.walk().token(), running.step(), running.walk().attempt(), ended))
              .to(next(running, ended, timetable));
      case Settling settling ->
          recorded(StepRecord.of(settling.token(), Step.SETTLE_SECRET, settling.attempt(), ended))
              .to(next(settling, ended, timetable));
      case Idle _, Waiting _, Cancelled _, TargetUnknown _ -> throw unfit("after");
    };
  }

  /// The server stops in an orderly way before the running step was called: the walk as it was
  /// before that step goes on at the next start, and that is no attempt of its own.
  public Rotation paused(Walk before, Instant now) {
    if (state instanceof Running) {
      return to(new Waiting(before, Optional.of(now)));
    }
    throw unfit("pause");
  }

  /// Whether it waits for a try in a window that is over, with nothing touched: the server was down
  /// meanwhile, or the target busy.
  public boolean isMissed(Instant now) {
    return state instanceof Waiting(var walk, var _)
        && walk.kind() == Kind.ROTATE
        && !walk.unsettled()
        && walk.window().filter(window -> window.isOverAt(now)).isPresent();
  }

  /// What missed its window waits for the next.
  public Rotation missed(Instant now, Timetable timetable) {
    if (isMissed(now) && state instanceof Waiting(var walk, var _)) {
      Optional<Window> next = timetable.upcoming(now);
      return to(new Waiting(walk.within(next), next.isPresent() ? start(next) : Optional.of(now)));
    }
    throw unfit("miss a window of");
  }

  /// It is not let in now (a busy target, an audit log that cannot be written): later, and that is
  /// no attempt.
  public Rotation postponed(Instant until) {
    if (state instanceof Waiting(var walk, var _)) {
      return to(new Waiting(walk, Optional.of(until)));
    }
    throw unfit("postpone");
  }

  /// Somebody other than the rotation changed the labels. A rotation whose version is AWSCURRENT
  /// already, and stays it, has done its work and only has to be told so.
  public Rotation after(LabelsChanged change, Timetable timetable) {
    if (inFlight() && walk().filter(change::leavesCurrent).isPresent()) {
      return this;
    }
    return switch (state) {
      case Idle _ ->
          change.currentMoved() ? to(new Idle(timetable.afterChange(change.at()))) : this;
      case Waiting(var walk, var _) -> abandoned(walk, change, timetable);
      case Running running ->
          recorded(StepRecord.interrupted(running, change.at(), LabelsChanged.WHY))
              .abandoned(running.walk(), change, timetable);
      case Cancelled _ -> to(new Idle(Optional.empty()));
      case Settling settling -> to(change.settlingAgain(settling));
      case TargetUnknown(var walk, var next) ->
          change.currentMoved()
              ? to(new TargetUnknown(walk, timetable.afterChange(change.at())))
              : to(new TargetUnknown(walk, next));
    };
  }

  /// CancelRotateSecret: nothing new starts. What may have touched the target is led to its end if
  /// the function is built in; a user's own function is not called again.
  public Rotation cancelled(Instant now, boolean builtIn) {
    return switch (state) {
      case Idle _ -> to(new Idle(Optional.empty()));
      case TargetUnknown(var walk, var _) -> to(new TargetUnknown(walk, Optional.empty()));
      case Waiting(var walk, var _) -> walk.unsettled() && builtIn ? this : to(stopped(walk));
      case Running running ->
          running.walk().unsettled() && builtIn
              ? this
              : recorded(StepRecord.interrupted(running, now, "Rotation was cancelled"))
                  .to(stopped(running.walk()));
      case Cancelled _, Settling _ -> this;
    };
  }

  /// Somebody asks to go on at once with what is under way, whatever its window.
  public Rotation rearmed(Instant now) {
    return switch (state) {
      case Waiting(var walk, var _) -> to(resumed(walk, now));
      case Cancelled(var walk) -> to(resumed(walk, now));
      case TargetUnknown(var walk, var _) -> to(resumed(walk, now));
      case Settling s -> to(new Settling(s.token(), s.candidates(), s.attempt(), Optional.of(now)));
      case Running _ -> this;
      case Idle _ -> throw unfit("re-arm");
    };
  }

  /// What was abandoned has been announced.
  public Rotation announced() {
    return new Rotation(secretArn, state, suspended, history, List.of(), denialWindow);
  }

  /// The start that is due cannot be made, and no later one before somebody mends the cause and
  /// asks for a rotation.
  public Rotation refused(StepRecord why) {
    return switch (state) {
      case Idle _, TargetUnknown _ -> recorded(why).scheduled(Optional.empty());
      case Waiting _, Running _, Cancelled _, Settling _ -> throw unfit("refuse");
    };
  }

  /// The secret was marked for deletion.
  public Rotation suspend() {
    return new Rotation(secretArn, state, true, history, abandonments, denialWindow);
  }

  /// The secret was restored: what is under way goes on, what is not waits for the next window.
  public Rotation resume(Instant now, Timetable timetable) {
    return new Rotation(secretArn, state, false, history, abandonments, denialWindow)
        .scheduled(
            next().filter(window -> !window.isOverAt(now)).or(() -> timetable.upcoming(now)));
  }

  /// The same rotation with the time that readers of AWSCURRENT were locked out.
  ///
  /// @param moved when AWSCURRENT moved to the version that the target had taken
  public Rotation withDenialWindow(Walk walk, Instant moved) {
    Optional<Duration> window =
        walk.taken()
            .map(taken -> taken.isBefore(moved) ? Duration.between(taken, moved) : Duration.ZERO);
    return new Rotation(secretArn, state, suspended, history, abandonments, window);
  }

  private State next(Running running, Ended ended, Timetable timetable) {
    return switch (ended.outcome()) {
      case Outcome.Succeeded() -> advanced(running, ended.at(), timetable);
      case Failed failed when running.walk().kind() == Kind.TEST ->
          new Idle(running.walk().window());
      case Failed failed -> retry(running.walk(), failed.failureClass(), ended.at(), timetable);
    };
  }

  private static State advanced(Running running, Instant now, Timetable timetable) {
    Walk walk = running.walk();
    if (walk.kind() == Kind.TEST) {
      return new Idle(walk.window());
    }
    return switch (running.step()) {
      case CREATE_SECRET -> new Running(walk.setBegins(now), Step.SET_SECRET, now);
      case SET_SECRET -> new Running(walk.setReturned(now), Step.TEST_SECRET, now);
      case TEST_SECRET -> new Running(walk, Step.FINISH_SECRET, now);
      case FINISH_SECRET, SETTLE_SECRET -> new Idle(timetable.afterRotation(now));
    };
  }

  private State retry(Walk walk, FailureClass failure, Instant now, Timetable timetable) {
    Walk failed = walk.failed(failure != FailureClass.BUSY);
    Optional<Instant> at = RetryDelay.after(failure, failed).map(now::plus);
    Optional<Window> missed =
        failed.unsettled()
            ? Optional.empty()
            : failed.window().filter(window -> at.filter(window::isOverAt).isPresent());
    return missed
        .flatMap(window -> timetable.following(window, now))
        .<State>map(window -> new Waiting(failed.within(Optional.of(window)), start(window)))
        .orElseGet(() -> new Waiting(failed, at));
  }

  private static State next(Settling settling, Ended ended, Timetable timetable) {
    return switch (ended.outcome()) {
      case Outcome.Succeeded() -> new Idle(timetable.upcoming(ended.at()));
      case Failed failed ->
          new Settling(
              settling.token(),
              settling.candidates(),
              settling.attempt() + 1,
              RetryDelay.settling(failed.failureClass(), settling.token(), settling.attempt())
                  .map(ended.at()::plus));
    };
  }

  private Rotation abandoned(Walk walk, LabelsChanged change, Timetable timetable) {
    List<Abandonment> more = new ArrayList<>(abandonments);
    more.add(new Abandonment(walk, change.at()));
    return new Rotation(
        secretArn, without(walk, change, timetable), suspended, history, more, denialWindow);
  }

  private static State without(Walk walk, LabelsChanged change, Timetable timetable) {
    Optional<Window> next =
        change.currentMoved()
            ? timetable.afterChange(change.at())
            : unchanged(walk, change.at(), timetable);
    if (!walk.unsettled()) {
      return new Idle(next);
    }
    return change.builtIn() ? change.settling(walk) : new TargetUnknown(walk, next);
  }

  /// The next window when AWSCURRENT stays: an abandoned rotation has used its window up, a test
  /// has not begun to.
  private static Optional<Window> unchanged(Walk walk, Instant at, Timetable timetable) {
    if (walk.kind() == Kind.TEST) {
      return walk.window();
    }
    return walk.window()
        .map(window -> timetable.following(window, at))
        .orElseGet(() -> timetable.upcoming(at));
  }

  private static State stopped(Walk walk) {
    if (walk.kind() == Kind.TEST) {
      return new Idle(Optional.empty());
    }
    return walk.unsettled() ? new TargetUnknown(walk, Optional.empty()) : new Cancelled(walk);
  }

  /// The window of a test is not its own, but that of the first rotation.
  private static Waiting resumed(Walk walk, Instant now) {
    boolean test = walk.kind() == Kind.TEST;
    return new Waiting(test ? walk : walk.within(Optional.empty()), Optional.of(now));
  }

  private static Running firstStep(Walk walk, Instant now) {
    Step first = walk.kind() == Kind.TEST ? Step.TEST_SECRET : Step.CREATE_SECRET;
    return new Running(walk.begun(now), first, now);
  }

  private Optional<Instant> start(Optional<Window> window) {
    return window.flatMap(this::start);
  }

  private Optional<Instant> start(Window window) {
    return Optional.of(window.startFor(secretArn));
  }

  private Rotation to(State other) {
    return new Rotation(secretArn, other, suspended, history, abandonments, denialWindow);
  }

  private Rotation recorded(StepRecord step) {
    List<StepRecord> steps = new ArrayList<>(history);
    steps.add(step);
    int surplus = Math.max(0, steps.size() - HISTORY);
    return new Rotation(
        secretArn,
        state,
        suspended,
        steps.subList(surplus, steps.size()),
        abandonments,
        denialWindow);
  }

  private IllegalStateException unfit(String transition) {
    return new IllegalStateException(
        "Cannot " + transition + " a rotation that is " + state.getClass().getSimpleName());
  }
}
