package dev.keyturn.server.runtime;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Finding;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Outcome.Succeeded;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationFunction.Context;
import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.function.Watchdog;
import dev.keyturn.function.Watchdog.Watch;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.lambda.BuiltInSettings;
import dev.keyturn.operation.Runner;
import dev.keyturn.operation.Service;
import dev.keyturn.rotators.BuiltInFunctions;
import dev.keyturn.rotators.BuiltInFunctions.BuiltInFunction;
import dev.keyturn.server.runtime.RunnerSecretsClient.Door;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the built-in functions inside this process. They exist in every account and region, as
/// `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, and act under a session of their own that may
/// touch the one secret which they rotate. Thread-safe.
public final class InProcess implements FunctionInvoker {
  private static final Logger LOG = LoggerFactory.getLogger(InProcess.class);
  private static final Origin ORIGIN =
      new Origin("secretsmanager.amazonaws.com", "keyturn-function", true);

  private static final String PREFLIGHT = "preflight";

  private final Parts parts;

  /// What functions run with.
  ///
  /// @param environments the variables of each function, by its name, as the server's settings have
  ///   them
  /// @param settings what an account has set of a function: its variables go over those
  /// @param secrets the service that functions call; asked for at each invocation, because the
  ///   service itself needs an invoker
  public record Parts(
      BuiltInFunctions functions,
      Map<String, Map<String, String>> environments,
      Function<Arn, BuiltInSettings.Settings> settings,
      Runner runner,
      Supplier<? extends Service> secrets,
      InstantSource clock,
      Watchdog watchdog) {}

  public InProcess(Parts parts) {
    this.parts = parts;
  }

  @Override
  public Outcome invoke(Arn function, RotationEvent event, Duration limit) {
    return called(function)
        .map(called -> run(errand(called, event), limit))
        .orElseGet(() -> noSuch(function));
  }

  @Override
  public boolean isQuick(Arn function, Step step) {
    return find(function).filter(found -> !found.function().changesTarget(step)).isPresent();
  }

  private Optional<Called> called(Arn function) {
    return find(function).map(found -> new Called(found, parts.settings.apply(function)));
  }

  private static Outcome noSuch(Arn function) {
    return new Failed(
        FailureClass.MISCONFIGURED, absent(function), "Call RotateSecret with one that exists.");
  }

  private static Errand errand(Called called, RotationEvent event) {
    return new Errand(
        called,
        event.step().wireName(),
        scope(event.secretArn(), Optional.of(event.token()), event.journal().superuserArn()),
        context -> called.found.function().run(event, context));
  }

  @Override
  public List<Finding> check(Arn function, Preflight preflight, Duration limit) {
    Optional<Called> called = called(function);
    if (called.isEmpty()) {
      return FunctionInvoker.super.check(function, preflight, limit);
    }
    List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
    RotationScope scope = scope(preflight.secretArn(), Optional.empty(), preflight.superuserArn());
    Errand errand =
        new Errand(
            called.get(),
            PREFLIGHT,
            scope,
            context -> called.get().found.function().check(preflight, context, findings::add));
    Outcome outcome = run(errand, limit);
    if (outcome instanceof Failed failed) {
      findings.add(Finding.failed(PREFLIGHT, failed.message(), failed.remedy()));
    }
    return List.copyOf(findings);
  }

  /// A function as an account has it.
  private record Called(BuiltInFunction found, BuiltInSettings.Settings settings) {
    String name() {
      return found.name();
    }

    Duration within(Duration limit) {
      return settings.timeout().filter(it -> it.compareTo(limit) < 0).orElse(limit);
    }

    Map<String, String> over(Map<String, String> usual) {
      Map<String, String> variables = new HashMap<>(usual);
      variables.putAll(settings.variables().revealAll());
      return Map.copyOf(variables);
    }
  }

  /// What is asked of a function.
  @FunctionalInterface
  private interface Task {
    void run(Context context) throws StepFailed;
  }

  /// One call of a function.
  ///
  /// @param what it is called for, in one word
  private record Errand(Called called, String what, RotationScope scope, Task task) {
    String function() {
      return called.name();
    }

    Outcome run(Context context) {
      try {
        task.run(context);
        return Outcome.SUCCEEDED;
      } catch (StepFailed failed) {
        return new Failed(
            failed.failureClass(), String.valueOf(failed.getMessage()), failed.remedy());
      } catch (RuntimeException | Error broken) {
        String type = broken.getClass().getSimpleName();
        // Where, but not the text: what a driver or a parser says may echo what it was given.
        LOG.error("{} broke in {}: {} at {}", function(), what, type, where(broken));
        return new Failed(
            FailureClass.BROKEN,
            "Function %s broke during %s: %s".formatted(function(), what, type),
            "See the server's log; this is a fault of the function.");
      }
    }
  }

  /// Has the function run on the caller's thread, and ends it when its time is over. That is
  /// reported only when it has ended, and with it the connection to the target.
  private Outcome run(Errand errand, Duration most) {
    Duration limit = errand.called.within(most);
    Leash leash = new Leash();
    Context context = context(errand, limit, leash);
    try (Watch _ = parts.watchdog.after(limit, leash::pull)) {
      Outcome outcome = leash.during(() -> errand.run(context));
      return leash.isPulled() ? ended(outcome, limit) : outcome;
    }
  }

  private Context context(Errand errand, Duration limit, Leash leash) {
    String function = errand.function();
    return new Context(
        new RunnerSecretsClient(
            new Door(parts.runner, parts.secrets.get(), parts.clock),
            session(function, errand.scope),
            leash),
        errand.called.over(parts.environments.getOrDefault(function, Map.of())),
        parts.clock.instant().plus(limit));
  }

  /// What was done in the last moment counts; how it failed because it was ended does not.
  private static Outcome ended(Outcome outcome, Duration limit) {
    return outcome instanceof Succeeded
        ? outcome
        : new Failed(
            FailureClass.TIMEOUT,
            "The function did not end within %d ms; its connection to the target was closed"
                .formatted(limit.toMillis()),
            "See whether the target is slow or blocked; the rotation is tried again by itself.");
  }

  private static String where(Throwable broken) {
    return Arrays.stream(broken.getStackTrace())
        .limit(20)
        .map(StackTraceElement::toString)
        .collect(Collectors.joining(" < "));
  }

  private static RotationScope scope(
      String secretArn, Optional<String> token, Optional<String> superuserArn) {
    return new RotationScope(Arn.parse(secretArn).orElseThrow(), token, superuserArn);
  }

  private static Caller session(String function, RotationScope scope) {
    return new Caller(
        Principal.functionSession(
            new AccountId(scope.secret().account()), function, scope.token().orElse(PREFLIGHT)),
        "",
        new Region(scope.secret().region()),
        ORIGIN,
        Optional.of(scope));
  }

  @Override
  public Optional<String> mayInvoke(Arn function, Arn secret) {
    if (find(function).isEmpty()) {
      return Optional.of(absent(function));
    }
    return function.account().equals(secret.account())
        ? Optional.empty()
        : Optional.of("Function " + function + " belongs to another account than the secret");
  }

  private static String absent(Arn function) {
    return "Function " + function + " does not exist";
  }

  @Override
  public boolean isBuiltIn(Arn function) {
    return find(function).isPresent();
  }

  @Override
  public boolean needsSuperuser(Arn function) {
    return find(function).filter(BuiltInFunction::needsSuperuser).isPresent();
  }

  @Override
  public boolean takesSuperuser(Arn function) {
    return find(function).filter(BuiltInFunction::takesSuperuser).isPresent();
  }

  private Optional<BuiltInFunction> find(Arn function) {
    return FunctionName.of(function).map(FunctionName::value).flatMap(parts.functions::find);
  }
}
