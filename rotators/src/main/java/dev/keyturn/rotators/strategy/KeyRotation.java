package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.Finding;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationEvent.Journal;
import dev.keyturn.function.RotationFunction;
import dev.keyturn.function.SecretsClient.Description;
import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.AccessKey;
import dev.keyturn.rotators.target.KeyEngine;
import dev.keyturn.rotators.target.KeySession;
import dev.keyturn.rotators.target.KeySession.HeldKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One user holds two access keys: the one that AWSCURRENT does not name makes room for a new one,
/// and clients go on with the other until the label has moved. At no instant is a client refused.
///
/// The system makes the key, so that it has to be made before it can be stored. A crash in between
/// leaves a key that nobody knows; the next attempt finds it as one that AWSCURRENT does not name.
public final class KeyRotation implements RotationFunction {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

  private final KeyEngine engine;
  private final InstantSource clock;

  public KeyRotation(KeyEngine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  @Override
  public void run(RotationEvent event, Context context) throws StepFailed {
    KeyRun run = new KeyRun(event, context, engine, clock);
    if (event.step() == Step.SETTLE_SECRET) {
      settle(run);
      return;
    }
    Description secret = context.secrets().describe(event.secretArn());
    if (LoginRotation.isCurrent(event, secret)) {
      LOG.info("Version {} is already AWSCURRENT of {}", event.token(), event.secretArn());
      return;
    }
    switch (event.step()) {
      case CREATE_SECRET -> create(run);
      case SET_SECRET -> LOG.debug("The key of {} was made with its version", event.token());
      case TEST_SECRET -> test(run);
      case FINISH_SECRET ->
          LoginRotation.finish(context.secrets(), event.secretArn(), event.token(), secret);
      case SETTLE_SECRET -> throw new IllegalStateException("settled above");
    }
  }

  /// Never mints while a pending value is stored.
  private static void create(KeyRun run) throws StepFailed {
    KeySecret current = run.current();
    if (run.pending().isPresent()) {
      return;
    }
    requireOwned(run, current);
    KeySession master = run.master(current);
    new OldKeys(run, current, master).remove();
    run.requireUnderWay(current);
    store(run, current, master, master.create(current.user()));
  }

  /// Whoever stores a key has to hold it: its id and the user's name are no secrets.
  private static void requireOwned(KeyRun run, KeySecret current) throws StepFailed {
    String user = current.user();
    KeySession.Owner owner = run.as(current.key()).owner();
    if (!owner.isUser(user)) {
      throw new StepFailed(
          MISCONFIGURED,
          "The access key of AWSCURRENT belongs to %s, not to user %s".formatted(owner.arn(), user),
          "Let username be the user whose key it is.");
    }
  }

  /// A key that cannot be stored is of no use to anybody: it is deleted, unless the store took it
  /// all the same and only could not say so.
  private static void store(KeyRun run, KeySecret current, KeySession master, AccessKey made)
      throws StepFailed {
    SecretValue value = current.with(made);
    try {
      run.secrets()
          .put(
              run.arn(),
              run.token(),
              value,
              List.of(RotationRun.PENDING),
              run.event().rotationToken());
    } catch (StepFailed failed) {
      if (run.pending().filter(it -> it.key().equals(made)).isEmpty()) {
        LOG.warn("Access key {} could not be stored, and is deleted", made.id());
        master.delete(current.user(), made.id());
      }
      throw failed;
    }
  }

  /// AWS takes some seconds to know a new key everywhere.
  private static void test(KeyRun run) throws StepFailed {
    KeySecret pending = run.requirePending();
    try {
      KeySession.Owner owner = run.as(pending.key()).owner();
      if (!owner.isUser(pending.user())) {
        throw new StepFailed(
            MISCONFIGURED,
            "The access key of AWSPENDING belongs to %s".formatted(owner.arn()),
            "Abandon the rotation and begin another.");
      }
    } catch (StepFailed failed) {
      throw failed.failureClass() == REFUSED
          ? new StepFailed(
              BUSY,
              String.valueOf(failed.getMessage()),
              "A new key is not known everywhere at once; it is tried again by itself.")
          : failed;
    }
  }

  /// A version that is wanted back is opened by its key as long as that exists; one that was
  /// switched off is switched on again. What else the user holds goes at the next rotation.
  private static void settle(KeyRun run) throws StepFailed {
    KeySecret current = run.current();
    Optional<String> id = run.event().journal().settling().flatMap(it -> it.goal());
    KeySecret goal = id.isPresent() ? version(run, id.get()) : current;
    if (KeyRun.isAccepted(run.as(goal.key()))) {
      return;
    }
    KeySession master = run.master(current);
    boolean held =
        master.keys(goal.user()).stream().map(HeldKey::id).anyMatch(goal.key().id()::equals);
    if (!held) {
      throw new StepFailed(
          REFUSED,
          "Access key %s of user %s no longer exists".formatted(goal.key().id(), goal.user()),
          "Store a key that exists with PutSecretValue; a deleted one cannot come back.");
    }
    master.setActive(goal.user(), goal.key().id(), true);
    if (!KeyRun.isAccepted(run.as(goal.key()))) {
      throw new StepFailed(
          REFUSED,
          "Access key %s is active, but its secret is refused".formatted(goal.key().id()),
          "Store the key with its own secret with PutSecretValue.");
    }
  }

  private static KeySecret version(KeyRun run, String id) throws StepFailed {
    return KeySecret.parse(
        run.secrets()
            .version(run.arn(), id)
            .orElseThrow(() ->
                new StepFailed(
                    MISCONFIGURED,
                    "Version %s, which is wanted back, is gone".formatted(id),
                    "Choose one that has a label.")));
  }

  @Override
  public void check(Preflight preflight, Context context, Consumer<Finding> sink) {
    Report report = new Report(sink);
    Journal journal = new Journal(false, Optional.empty(), preflight.superuserArn());
    KeyRun run =
        new KeyRun(
            new RotationEvent(
                Step.TEST_SECRET, preflight.secretArn(), "", SecretValue.ofString(""), journal),
            context,
            engine,
            clock);
    Optional<KeySecret> current = report.attempt("secret", run::current);
    if (current.isEmpty()) {
      report.skip("log-in", "the secret's JSON cannot be used");
      return;
    }
    if (preflight.noLogIn().isPresent()) {
      report.skip("log-in", preflight.noLogIn().get());
      return;
    }
    report
        .attempt("log-in", () -> owned(run, current.get()))
        .ifPresent(user -> report.ok("log-in", "AWSCURRENT is an access key of user " + user));
    report
        .attempt("change", () -> new OldKeys(run, current.get(), run.master(current.get())).plan())
        .ifPresent(plan -> report.ok("change", plan));
  }

  private static String owned(KeyRun run, KeySecret current) throws StepFailed {
    requireOwned(run, current);
    return current.user();
  }
}
