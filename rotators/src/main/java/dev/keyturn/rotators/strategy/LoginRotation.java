package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.REJECTED_PASSWORD;

import dev.keyturn.function.Finding;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationFunction;
import dev.keyturn.function.SecretsClient;
import dev.keyturn.function.SecretsClient.Description;
import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.LoginEngine;
import dev.keyturn.rotators.target.TargetSession;
import dev.keyturn.rotators.target.TwoPasswordEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rotation function of one strategy over one engine: what AWS's templates do for every
/// database, in their order and words.
public final class LoginRotation implements RotationFunction {
  private static final Logger LOG = LoggerFactory.getLogger(LoginRotation.class);

  private final LoginEngine engine;
  private final Strategy strategy;

  /// A function that changes passwords in place.
  public static LoginRotation singleUser(LoginEngine engine) {
    return new LoginRotation(engine, new SingleUser());
  }

  /// A function that alternates between two users, with the help of a superuser.
  public static LoginRotation alternatingUsers(LoginEngine engine) {
    return new LoginRotation(engine, new AlternatingUsers());
  }

  /// A function for users that hold two passwords at a time.
  public static LoginRotation twoCredentials(TwoPasswordEngine engine) {
    return new LoginRotation(engine, new TwoCredentials(engine));
  }

  private LoginRotation(LoginEngine engine, Strategy strategy) {
    this.engine = engine;
    this.strategy = strategy;
  }

  @Override
  public void run(RotationEvent event, Context context) throws StepFailed {
    RotationRun run = new RotationRun(event, context, engine);
    if (event.step() == Step.SETTLE_SECRET) {
      Settlement.settle(run, strategy);
      return;
    }
    Description secret = context.secrets().describe(event.secretArn());
    if (isCurrent(event, secret)) {
      LOG.info("Version {} is already AWSCURRENT of {}", event.token(), event.secretArn());
      return;
    }
    switch (event.step()) {
      case CREATE_SECRET -> create(run);
      case SET_SECRET -> set(run);
      case TEST_SECRET -> test(run);
      case FINISH_SECRET -> finish(run.secrets(), run.arn(), run.token(), secret);
      case SETTLE_SECRET -> throw new IllegalStateException("settled above");
    }
  }

  /// Before setSecret nothing is asked of the target, and after it nothing but a log-in.
  @Override
  public boolean changesTarget(Step step) {
    return step == Step.SET_SECRET || step == Step.SETTLE_SECRET;
  }

  @Override
  public void check(Preflight preflight, Context context, Consumer<Finding> report) {
    new LoginCheck(strategy, engine, preflight, context, new Report(report)).run();
  }

  /// The checks that come before every step.
  static boolean isCurrent(RotationEvent event, Description secret) throws StepFailed {
    boolean enabled = secret.rotationEnabled().orElse(true);
    // A rotation that was cancelled once it may have changed the target is settled forward.
    if (!enabled && !event.journal().setMayHaveBegun()) {
      throw refused("Secret %s is not enabled for rotation".formatted(event.secretArn()));
    }
    Set<String> stages = secret.stagesByVersion().get(event.token());
    if (stages == null) {
      throw refused(
          "Secret version %s has no stage for rotation of secret %s."
              .formatted(event.token(), event.secretArn()));
    }
    if (!stages.contains(RotationRun.CURRENT) && !stages.contains(RotationRun.PENDING)) {
      throw refused(
          "Secret version %s not set as AWSPENDING for rotation of secret %s."
              .formatted(event.token(), event.secretArn()));
    }
    return stages.contains(RotationRun.CURRENT);
  }

  private static StepFailed refused(String message) {
    return new StepFailed(
        MISCONFIGURED, message, "Start a new rotation with RotateSecret when it is wanted.");
  }

  /// A pending value that is there stays: the target may hold it already.
  private void create(RotationRun run) throws StepFailed {
    LoginSecret current = run.current();
    strategy.check(run, current);
    if (run.pendingValue().isEmpty()) {
      String user = strategy.nextUser(run, current);
      run.secrets()
          .put(
              run.arn(),
              run.token(),
              current.with(
                  user,
                  run.secrets().randomPassword(PasswordSettings.of(run.environment(), engine))),
              List.of(RotationRun.PENDING),
              run.event().rotationToken());
    }
  }

  /// Before a rejected password may be replaced by another it must be sure that the target holds
  /// nothing of the pending version, and that AWSCURRENT opens it. A password that an earlier
  /// attempt has set may be rejected for that very reason: histories take none twice.
  private void set(RotationRun run) throws StepFailed {
    try {
      strategy.set(run);
    } catch (StepFailed failed) {
      if (failed.failureClass() != REJECTED_PASSWORD) {
        throw failed;
      }
      if (run.journal().setMayHaveBegun() && run.opens(run.pending().login())) {
        return;
      }
      if (!run.opens(run.current().login())) {
        throw new StepFailed(
            REFUSED,
            failed.getMessage() + ", and the password of AWSCURRENT is refused by now",
            failed.remedy());
      }
      throw failed;
    }
  }

  private void test(RotationRun run) throws StepFailed {
    LoginSecret pending = run.pending();
    try (TargetSession session = run.engine().open(pending.login())) {
      session.probe();
    }
    for (Login replica : pending.replicas()) {
      Replicas.require(run, replica, "pending");
    }
  }

  /// Moves AWSCURRENT; the service takes AWSPENDING off with it.
  static void finish(SecretsClient secrets, String arn, String token, Description secret)
      throws StepFailed {
    Optional<String> holder =
        secret.stagesByVersion().entrySet().stream()
            .filter(version -> version.getValue().contains(RotationRun.CURRENT))
            .map(Map.Entry::getKey)
            .findFirst();
    secrets.moveStage(arn, RotationRun.CURRENT, token, holder);
  }
}
