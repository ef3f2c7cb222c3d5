package dev.keyturn.rotation;

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
/// an effect. A transition that does not fit the state is an [IllegalStateException]. What takes
/// more than a line in each state has a class of its own: [Progress], [LabelsChanged], [GivenUp],
/// [Restoration].
///
/// @param suspended while the secret is scheduled for deletion nothing is due
/// @param history the last steps, oldest first, at most [#HISTORY]
/// @param abandonments what the engine still has to announce
/// @param denialWindow how long the last rotation's target refused what AWSCURRENT said, where the
///   function has such a time
/// @param rotateBy the end of the window in which it should rotate; stays when that passes, until
///   it has rotated
public record Rotation(
    String secretArn,
    State state,
    boolean suspended,
    List<StepRecord> history,
    List<Abandonment> abandonments,
    Optional<Duration> denialWindow,
    Optional<Instant> rotateBy) {

  /// How many steps are remembered.
  public static final int HISTORY = 50;

  public Rotation {
    history = List.copyOf(history);
    abandonments = List.copyOf(abandonments);
  }

  /// A walk was abandoned.
  public record Abandonment(Walk walk, Instant at) {}

  /// A secret whose rotation was just configured.
  public static Rotation idle(String secretArn, Optional<Window> next) {
    return new Rotation(
            secretArn,
            new Idle(next),
            false,
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty())
        .promised(next);
  }

  /// When there is something to do; empty: never by itself.
  public Optional<Instant> due() {
    if (!abandonments.isEmpty()) {
      return Optional.of(abandonments.getFirst().at());
    }
    return suspended ? Optional.empty() : state.due(secretArn);
  }

  /// The window in which it starts next by itself.
  public Optional<Window> next() {
    return state.nextWindow();
  }

  /// The walk that is under way or can be gone on with.
  public Optional<Walk> walk() {
    return state.underWay();
  }

  /// The version that is under way, or whose rotation is being settled.
  public Optional<String> token() {
    return state instanceof Settling settling
        ? Optional.of(settling.token())
        : walk().map(Walk::token);
  }

  /// Since when the target may hold another credential than AWSCURRENT's.
  public Optional<Instant> unsettledSince() {
    return state instanceof Settling settling
        ? Optional.of(settling.since())
        : walk().flatMap(Walk::unsettledSince);
  }

  /// What somebody who watches has to know of it.
  public Standing standing(Instant now) {
    return Standing.of(this, now);
  }

  /// Whether a step may be called now or later without anybody asking again.
  public boolean inFlight() {
    return state instanceof Waiting || state instanceof Running;
  }

  /// Whether the target is known to take the version that is under way: nothing is left but to move
  /// AWSCURRENT.
  public boolean tested() {
    return inFlight()
        && walk().filter(walk -> walk.kind() == Kind.ROTATE && hasTested(walk.token())).isPresent();
  }

  private boolean hasTested(String token) {
    return history.stream()
        .anyMatch(step ->
            step.token().equals(token)
                && step.step() == Step.TEST_SECRET
                && step.result() == StepRecord.Result.SUCCEEDED);
  }

  /// Whether this token is or was this rotation's, as far as it remembers.
  public boolean knows(String token) {
    return keptVersions().contains(token)
        || history.stream().anyMatch(step -> step.token().equals(token));
  }

  /// Versions that must not be collected, whatever their labels: the target may hold them.
  public Set<String> keptVersions() {
    Set<String> kept = new LinkedHashSet<>();
    token().ifPresent(kept::add);
    walk().map(Walk::rejected).ifPresent(kept::addAll);
    if (state instanceof Settling settling) {
      settling.goal().ifPresent(kept::add);
      kept.addAll(settling.candidates());
    }
    return kept;
  }

  /// A new walk is placed, to begin at once. What nobody knows of the target, nobody knows before
  /// it has succeeded.
  public Rotation begin(Walk walk, Instant now) {
    return switch (state) {
      case Idle _, Cancelled _ -> to(new Waiting(walk, Optional.of(now)));
      case TargetUnknown(var before, var _) ->
          to(new Waiting(walk.unsettledLike(before), Optional.of(now)));
      case Waiting _, Running _, Settling _ -> throw unfit("begin");
    };
  }

  /// It should rotate in this window at the latest.
  public Rotation promised(Optional<Window> window) {
    return with(history, abandonments, window.map(Window::end));
  }

  /// A window passed without a rotation: it starts in the next. It stays overdue.
  public Rotation scheduled(Optional<Window> next) {
    return switch (state) {
      case Idle _ -> in(new Idle(next));
      case TargetUnknown(var walk, var _) -> in(new TargetUnknown(walk, next));
      case Waiting _, Running _, Cancelled _, Settling _ -> this;
    };
  }

  /// An attempt begins, or begins again after a crash, which is no attempt of its own.
  public Rotation enter(Instant now) {
    return switch (state) {
      case Waiting(var walk, var _) -> to(firstStep(walk, now));
      case Running running ->
          interrupted(now, "The server stopped during this step")
              .to(firstStep(running.walk(), now));
      case Idle _, Cancelled _, Settling _, TargetUnknown _ -> throw unfit("enter");
    };
  }

  /// The end of the step that is running, or of the attempt to settle. Success of the last step
  /// ends the rotation; that AWSCURRENT has moved is for the caller to check before.
  public Rotation after(Ended ended, Timetable timetable) {
    Progress progress = new Progress(secretArn, ended, timetable);
    return switch (state) {
      case Running running -> recorded(StepRecord.of(running, ended)).to(progress.of(running));
      case Settling settling -> recorded(StepRecord.of(settling, ended)).to(progress.of(settling));
      case Idle _, Waiting _, Cancelled _, TargetUnknown _ -> throw unfit("after");
    };
  }

  /// The target's policy rejected the password that setSecret wanted to set, and AWSCURRENT still
  /// opens it: the rotation goes on at once with another version.
  public Rotation replaced(Ended rejected, String newToken) {
    if (state instanceof Running running
        && running.step() == Step.SET_SECRET
        && running.walk().mayReplace()) {
      return recorded(StepRecord.of(running, rejected))
          .to(new Waiting(running.walk().replaced(newToken), Optional.of(rejected.at())));
    }
    throw unfit("replace the version of");
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
      Optional<Instant> start = next.map(window -> window.startFor(secretArn));
      return to(new Waiting(walk.within(next), start.or(() -> Optional.of(now))));
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

  /// Somebody other than the rotation changed the labels.
  public Rotation after(LabelsChanged change, Timetable timetable) {
    return change.in(this, timetable);
  }

  /// An operator gives up what is under way.
  public Rotation after(GivenUp given, Timetable timetable) {
    return given.in(this, timetable);
  }

  /// An operator wants the target to hold a version again.
  public Rotation after(Restoration wanted) {
    return wanted.in(this);
  }

  /// CancelRotateSecret.
  public Rotation after(Cancellation cancellation) {
    return cancellation.in(this);
  }

  /// Somebody asks to go on at once with what is under way, whatever its window.
  public Rotation rearmed(Instant now) {
    return switch (state) {
      case Waiting(var walk, var _) -> to(new Waiting(walk.asked(), Optional.of(now)));
      case Cancelled(var walk) -> to(new Waiting(walk.asked(), Optional.of(now)));
      case TargetUnknown(var walk, var _) -> to(new Waiting(walk.asked(), Optional.of(now)));
      case Settling settling -> to(settling.at(now));
      case Running _ -> this;
      case Idle _ -> throw unfit("re-arm");
    };
  }

  /// What was abandoned has been announced.
  public Rotation announced() {
    return with(history, List.of(), rotateBy);
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
    return suspended(true);
  }

  /// The secret was restored: what is under way goes on, what is not waits for the next window.
  public Rotation resume(Instant now, Timetable timetable) {
    Optional<Window> next =
        next().filter(window -> !window.isOverAt(now)).or(() -> timetable.upcoming(now));
    return suspended(false).scheduled(next).promised(next);
  }

  private Rotation suspended(boolean whether) {
    return new Rotation(secretArn, state, whether, history, abandonments, denialWindow, rotateBy);
  }

  /// The same rotation with the time that readers of AWSCURRENT were locked out.
  ///
  /// @param moved when AWSCURRENT moved to the version that the target had taken
  public Rotation withDenialWindow(Walk walk, Instant moved) {
    Optional<Duration> window =
        walk.taken()
            .map(taken -> taken.isBefore(moved) ? Duration.between(taken, moved) : Duration.ZERO);
    return new Rotation(secretArn, state, suspended, history, abandonments, window, rotateBy);
  }

  private static Running firstStep(Walk walk, Instant now) {
    Step first = walk.kind() == Kind.TEST ? Step.TEST_SECRET : Step.CREATE_SECRET;
    return new Running(walk.begun(now), first, now);
  }

  /// The same rotation in another state. While nothing is under way, the next window is the one in
  /// which it should rotate.
  Rotation to(State other) {
    Rotation moved = in(other);
    return switch (other) {
      case Idle(var next) -> moved.promised(next);
      case TargetUnknown(var _, var next) -> moved.promised(next);
      case Cancelled _ -> moved.promised(Optional.empty());
      case Waiting _, Running _, Settling _ -> moved;
    };
  }

  private Rotation in(State other) {
    return new Rotation(secretArn, other, suspended, history, abandonments, denialWindow, rotateBy);
  }

  private Rotation with(
      List<StepRecord> steps, List<Abandonment> announcements, Optional<Instant> by) {
    return new Rotation(secretArn, state, suspended, steps, announcements, denialWindow, by);
  }

  Rotation recorded(StepRecord step) {
    List<StepRecord> steps = new ArrayList<>(history);
    steps.add(step);
    int surplus = Math.max(0, steps.size() - HISTORY);
    return with(steps.subList(surplus, steps.size()), abandonments, rotateBy);
  }

  /// What is under way breaks off, for this reason.
  Rotation interrupted(Instant at, String why) {
    return switch (state) {
      case Running running -> recorded(StepRecord.interrupted(running, at, why));
      case Waiting(var walk, var _) ->
          recorded(StepRecord.interrupted(firstStep(walk, at), at, why));
      case Cancelled(var walk) -> recorded(StepRecord.interrupted(firstStep(walk, at), at, why));
      case TargetUnknown(var walk, var _) ->
          recorded(StepRecord.interrupted(firstStep(walk, at), at, why));
      case Idle _, Settling _ -> this;
    };
  }

  /// A walk is given up, which is to be announced.
  Rotation abandoning(Walk walk, Instant at) {
    List<Abandonment> more = new ArrayList<>(abandonments);
    more.add(new Abandonment(walk, at));
    return with(history, more, rotateBy);
  }

  IllegalStateException unfit(String transition) {
    return new IllegalStateException(
        "Cannot " + transition + " a rotation that is " + state.getClass().getSimpleName());
  }
}
