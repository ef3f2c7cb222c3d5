package dev.keyturn.engine;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Finding;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationEvent.Settling;
import dev.keyturn.function.Step;
import dev.keyturn.function.Watchdog;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.secret.DescribeSecret;
import dev.keyturn.secret.GetSecretValue;
import dev.keyturn.secret.PutSecretValue;
import dev.keyturn.secret.UpdateSecretVersionStage;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Rotation functions that act on fake targets by the rules of the built-in ones, through the
/// service's operations under the rights of their rotation, and can be told to fail or to be
/// interrupted by something.
final class FakeFunctions implements FunctionInvoker, Watchdog {
  static final Arn SINGLE_USER =
      Arn.of("lambda", SecretsFixture.REGION, SecretsFixture.ACCOUNT, "function:SingleUser");
  static final Arn ALTERNATING =
      Arn.of("lambda", SecretsFixture.REGION, SecretsFixture.ACCOUNT, "function:Alternating");
  static final Arn TWO_CREDENTIALS =
      Arn.of("lambda", SecretsFixture.REGION, SecretsFixture.ACCOUNT, "function:TwoCredentials");
  static final Arn FOREIGN =
      Arn.of("lambda", SecretsFixture.REGION, SecretsFixture.ACCOUNT, "function:Foreign");

  private final Map<String, FakeTarget> targets = new ConcurrentHashMap<>();
  private final List<RotationEvent> calls = new CopyOnWriteArrayList<>();
  private final Map<Step, Deque<Outcome>> told = new EnumMap<>(Step.class);
  private final Map<Step, Deque<Runnable>> before = new EnumMap<>(Step.class);
  private final Map<Step, Deque<Runnable>> after = new EnumMap<>(Step.class);

  /// How long a session at a target lives without a word: less than a lease.
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(12);

  private final Set<Step> slowSteps = ConcurrentHashMap.newKeySet();
  private final ThreadLocal<Runnable> late = ThreadLocal.withInitial(() -> () -> {});
  private final Deque<Runnable> stalls = new ArrayDeque<>();
  private @Nullable SecretsFixture service;

  void use(SecretsFixture fixture) {
    service = fixture;
  }

  FakeTarget target(String secretArn, String password) {
    return targets.computeIfAbsent(secretArn, _ -> new FakeTarget(password));
  }

  /// The step fails the next time without doing anything.
  synchronized void fail(Step step, FailureClass failureClass) {
    told.computeIfAbsent(step, _ -> new ArrayDeque<>())
        .add(new Failed(failureClass, "it was told to fail", "mend it"));
  }

  /// The step says the next time that it succeeded, without doing anything.
  synchronized void pretend(Step step) {
    told.computeIfAbsent(step, _ -> new ArrayDeque<>()).add(Outcome.SUCCEEDED);
  }

  /// Something happens the next time just before the step does its work.
  synchronized void before(Step step, Runnable interruption) {
    before.computeIfAbsent(step, _ -> new ArrayDeque<>()).add(interruption);
  }

  /// Something happens the next time between the step's work and its end.
  synchronized void after(Step step, Runnable interruption) {
    after.computeIfAbsent(step, _ -> new ArrayDeque<>()).add(interruption);
  }

  /// The process stalls the next time between the log-in and the statement that sets the password,
  /// while this happens.
  synchronized void stall(Runnable meanwhile) {
    stalls.add(meanwhile);
  }

  private synchronized Optional<Runnable> nextStall() {
    return Optional.ofNullable(stalls.poll());
  }

  /// Nothing that was told to happen happens any more.
  synchronized void mend() {
    told.clear();
    before.clear();
    after.clear();
  }

  List<Step> steps() {
    return calls.stream().map(RotationEvent::step).toList();
  }

  List<RotationEvent> calls() {
    return List.copyOf(calls);
  }

  void forget() {
    calls.clear();
  }

  private synchronized <T> Optional<T> next(Map<Step, Deque<T>> scripted, Step step) {
    return Optional.ofNullable(scripted.get(step)).map(Deque::poll);
  }

  @Override
  public Outcome invoke(Arn function, RotationEvent event, Duration limit) {
    if (slowSteps.contains(event.step())) {
      late.get().run();
    }
    calls.add(event);
    next(before, event.step()).ifPresent(Runnable::run);
    Outcome outcome = next(told, event.step()).orElseGet(() -> act(function, event));
    next(after, event.step()).ifPresent(Runnable::run);
    return outcome;
  }

  /// As the built-in functions are.
  @Override
  public boolean isQuick(Arn function, Step step) {
    return isBuiltIn(function) && step != Step.SET_SECRET && step != Step.SETTLE_SECRET;
  }

  /// Time passes when a step is told to take it.
  @Override
  public Watch after(Duration time, Runnable deed) {
    late.set(deed);
    return late::remove;
  }

  /// Steps of this kind take their time from now on.
  void slow(Step... steps) {
    slowSteps.addAll(List.of(steps));
  }

  private Outcome act(Arn function, RotationEvent event) {
    try {
      return new Session(event, function.equals(FOREIGN) ? own(event) : builtIn(event)).act();
    } catch (Refusal refusal) {
      return new Failed(FailureClass.BROKEN, refusal.code() + ": " + refusal.text(), "");
    } catch (StoreUnavailable unavailable) {
      return new Failed(FailureClass.BROKEN, "the server died", "");
    }
  }

  /// What checks are told to find; each call leaves a preflight behind.
  final List<Finding> findings = new CopyOnWriteArrayList<>();

  final List<Preflight> preflights = new CopyOnWriteArrayList<>();

  @Override
  public List<Finding> check(Arn function, Preflight preflight, Duration limit) {
    preflights.add(preflight);
    return function.equals(FOREIGN)
        ? FunctionInvoker.super.check(function, preflight, limit)
        : List.copyOf(findings);
  }

  @Override
  public Optional<String> mayInvoke(Arn function, Arn secret) {
    return List.of(SINGLE_USER, ALTERNATING, TWO_CREDENTIALS, FOREIGN).contains(function)
        ? Optional.empty()
        : Optional.of("there is no such function");
  }

  @Override
  public boolean isBuiltIn(Arn function) {
    return !function.equals(FOREIGN);
  }

  @Override
  public boolean needsSuperuser(Arn function) {
    return function.equals(ALTERNATING);
  }

  @Override
  public boolean takesSuperuser(Arn function) {
    return needsSuperuser(function) || function.equals(TWO_CREDENTIALS);
  }

  private static Caller builtIn(RotationEvent event) {
    return new Caller(
        Principal.functionSession(SecretsFixture.ACCOUNT, "Fake", event.token()),
        "ASIAEXAMPLE",
        SecretsFixture.REGION,
        new Origin("inside", "fake", true),
        Optional.of(scope(event)));
  }

  /// Somebody who may do everything, in a session that serves the rotation.
  static Caller own(RotationEvent event) {
    Caller all = SecretsFixture.ADMINISTRATOR;
    return new Caller(
        all.principal(),
        all.accessKeyId(),
        all.region(),
        all.origin(),
        Optional.empty(),
        Optional.of(
            dev.keyturn.identity.Session.plain(Instant.EPOCH, Instant.MAX)
                .serving(Optional.of(scope(event)))));
  }

  private static RotationScope scope(RotationEvent event) {
    return new RotationScope(
        Arn.parse(event.secretArn()).orElseThrow(),
        Optional.of(event.token()),
        event.journal().superuserArn());
  }

  private final class Session {
    private final RotationEvent event;
    private final String arn;
    private final String token;
    private final FakeTarget target;
    private final Caller caller;
    private final SecretsFixture secrets;

    Session(RotationEvent event, Caller caller) {
      this.event = event;
      this.caller = caller;
      this.arn = event.secretArn();
      this.token = event.token();
      this.secrets = Objects.requireNonNull(service);
      this.target = Objects.requireNonNull(targets.get(arn));
    }

    Outcome act() {
      if (event.step() != Step.CREATE_SECRET
          && event.step() != Step.FINISH_SECRET
          && target.isDown()) {
        return new Failed(FailureClass.UNREACHABLE, "nobody answers", "start it");
      }
      return switch (event.step()) {
        case CREATE_SECRET -> create();
        case SET_SECRET -> set();
        case TEST_SECRET -> opened(pending());
        case FINISH_SECRET -> finish();
        case SETTLE_SECRET -> settle();
      };
    }

    private Outcome create() {
      if (value(Optional.of(token), Optional.of("AWSPENDING")).isEmpty()) {
        secrets.send(
            caller,
            new PutSecretValue.Input(
                arn,
                Optional.of(token),
                Optional.empty(),
                Optional.of(SecretValue.ofString("password of " + token)),
                Optional.of(List.of("AWSPENDING")),
                Optional.of(event.rotationToken())),
            PutSecretValue.Output.class);
      }
      return Outcome.SUCCEEDED;
    }

    private Outcome set() {
      String pending = pending();
      if (event.journal().setMayHaveBegun() && target.holds(pending)) {
        return Outcome.SUCCEEDED;
      }
      if (!target.opens(current())) {
        return new Failed(FailureClass.REFUSED, "AWSCURRENT does not open", "");
      }
      if (!target.takesNext()) {
        return new Failed(FailureClass.REJECTED_PASSWORD, "its policy rejects it", "change it");
      }
      return change(pending);
    }

    private Outcome change(String password) {
      Instant opened = secrets.clock.instant();
      nextStall().ifPresent(Runnable::run);
      if (secrets.clock.instant().isAfter(opened.plus(IDLE_TIMEOUT))) {
        return new Failed(FailureClass.BROKEN, "the target has ended the session", "");
      }
      target.set(password);
      return Outcome.SUCCEEDED;
    }

    private Outcome finish() {
      String from =
          secrets
              .send(caller, new DescribeSecret.Input(arn), DescribeSecret.Output.class)
              .versionIdsToStages()
              .orElseThrow()
              .entrySet()
              .stream()
              .filter(version -> version.getValue().contains("AWSCURRENT"))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow();
      if (!from.equals(token)) {
        secrets.send(
            caller,
            new UpdateSecretVersionStage.Input(
                arn, "AWSCURRENT", Optional.of(from), Optional.of(token)),
            UpdateSecretVersionStage.Output.class);
      }
      return Outcome.SUCCEEDED;
    }

    private Outcome settle() {
      Settling settling = event.journal().settling().orElseThrow();
      String goal = settling.goal().flatMap(this::version).orElseGet(this::current);
      if (target.holds(goal)) {
        return Outcome.SUCCEEDED;
      }
      List<String> candidates =
          settling.candidates().stream()
              .flatMap(id -> version(id).stream())
              .filter(value -> !value.equals(goal))
              .toList();
      if (candidates.isEmpty()
          || !target.opens(candidates.get((settling.attempt() - 1) % candidates.size()))) {
        return new Failed(FailureClass.REFUSED, "neither opens", "");
      }
      return change(goal);
    }

    private Optional<String> version(String id) {
      return value(Optional.of(id), Optional.empty());
    }

    private Outcome opened(String password) {
      return target.opens(password)
          ? Outcome.SUCCEEDED
          : new Failed(FailureClass.REFUSED, "it does not open", "");
    }

    private String pending() {
      return value(Optional.of(token), Optional.of("AWSPENDING"))
          .orElseGet(() -> value(Optional.of(token), Optional.empty()).orElseThrow());
    }

    private String current() {
      return value(Optional.empty(), Optional.of("AWSCURRENT")).orElseThrow();
    }

    private Optional<String> value(Optional<String> version, Optional<String> stage) {
      try {
        return secrets
            .send(
                caller, new GetSecretValue.Input(arn, version, stage), GetSecretValue.Output.class)
            .secretString()
            .map(SecretValue::revealString);
      } catch (ResourceNotFound | Refusal.InvalidRequest absent) {
        return Optional.empty();
      }
    }
  }
}
