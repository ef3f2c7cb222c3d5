package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.access.PolicySource;
import dev.keyturn.audit.AuditEvent;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.KeyService;
import dev.keyturn.operation.Rights;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.RotationRules;
import dev.keyturn.rotation.State;
import dev.keyturn.secret.CancelRotateSecret;
import dev.keyturn.secret.PreflightMode;
import dev.keyturn.secret.RotateSecret;
import dev.keyturn.secret.RotationGuard;
import dev.keyturn.secret.RotationParts;
import dev.keyturn.secret.RotationRepository;
import dev.keyturn.secret.RotationTokens;
import dev.keyturn.secret.Rotations;
import dev.keyturn.secret.SecretKey;
import dev.keyturn.secret.SecretRepository;
import dev.keyturn.secret.SecretTargets;
import dev.keyturn.secret.UpdateSecretVersionStage;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// The service with rotation, an engine that is cranked by hand, and one secret `app` whose value
/// is the password of a fake target.
final class RotationFixture {
  static final RotationRules NO_RULES =
      new RotationRules(Optional.empty(), Optional.empty(), Optional.empty());
  private static final Duration LONGEST_LEASE = EngineSettings.DEFAULT.lease();

  final BreakableStore store = new BreakableStore();
  final FakeFunctions functions = new FakeFunctions();
  final RotationTokens tokens = new RotationTokens(new byte[32]);
  final List<String> alarms = new CopyOnWriteArrayList<>();
  private final PreflightMode preflight;
  final AtomicInteger wakes = new AtomicInteger();
  final SecretsFixture secrets;
  final RotationRepository rotations;
  final ManualClock clock;
  final String arn;
  final String first = SecretsFixture.token();
  final FakeTarget target;
  final RotationParts parts;
  RotationEngine engine;

  RotationFixture() {
    this(PreflightMode.OFF);
  }

  RotationFixture(PreflightMode preflight) {
    this.preflight = preflight;
    rotations = new RotationRepository(store);
    secrets = new SecretsFixture(store, this::rotation);
    parts = parts(secrets.repository, secrets.keys);
    functions.use(secrets);
    clock = secrets.clock;
    arn = secrets.create("app", "password of " + first, first).arn();
    target = functions.target(arn, "password of " + first);
    restart();
  }

  private SecretsFixture.RotationParts rotation(SecretsFixture.Base base) {
    return new SecretsFixture.RotationParts(
        new RotationGuard(rotations, functions, tokens),
        Rotations.rows(parts(base.repository(), base.keys()), preflight));
  }

  private RotationParts parts(SecretRepository repository, KeyService keys) {
    return new RotationParts(
        store,
        repository,
        rotations,
        functions,
        keys,
        new Rights(new PolicyAuthorizer(PolicySource.NONE)),
        wakes::incrementAndGet);
  }

  /// A new engine on the same store.
  void restart() {
    engine = engine(EngineSettings.DEFAULT);
  }

  RotationEngine engine(EngineSettings settings) {
    return new RotationEngine(
        new EnginePorts(
            store,
            secrets.repository,
            rotations,
            functions,
            new SecretTargets(store, secrets.keys),
            tokens,
            secrets.audit,
            clock,
            functions,
            listener()),
        settings);
  }

  private RotationListener listener() {
    return new RotationListener() {
      @Override
      public void alarm(String subject, String text) {
        alarms.add(subject + ": " + text);
      }
    };
  }

  /// RotateSecret, at once.
  String rotate(Arn function) {
    return rotate(function, NO_RULES, true);
  }

  String rotate(Arn function, RotationRules rules, boolean immediately) {
    return rotate("app", function, rules, immediately);
  }

  String rotate(String secretId, Arn function, RotationRules rules, boolean immediately) {
    return secrets
        .send(
            new RotateSecret.Input(
                secretId,
                Optional.of(SecretsFixture.token()),
                Optional.of(function.toString()),
                Optional.of(rules),
                Optional.of(immediately)),
            RotateSecret.Output.class)
        .versionId();
  }

  void cancel() {
    secrets.send(new CancelRotateSecret.Input("app"), CancelRotateSecret.Output.class);
  }

  static RotationRules cron(String expression, String duration) {
    return new RotationRules(Optional.empty(), Optional.of(expression), Optional.of(duration));
  }

  static RotationRules days(int days) {
    return new RotationRules(Optional.of(days), Optional.empty(), Optional.empty());
  }

  void moveLabel(String label, Optional<String> from, Optional<String> to) {
    secrets.send(
        new UpdateSecretVersionStage.Input("app", label, from, to),
        UpdateSecretVersionStage.Output.class);
  }

  Rotation rotation() {
    return rotations.get(SecretKey.of(Arn.parse(arn).orElseThrow())).orElseThrow().rotation();
  }

  State state() {
    return rotation().state();
  }

  Map<String, List<String>> stages() {
    return secrets.describe("app").versionIdsToStages().orElseThrow();
  }

  Optional<String> carrier(String label) {
    return stages().entrySet().stream()
        .filter(version -> version.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  boolean currentOpens() {
    return target.holds(secrets.read("app"));
  }

  /// The names of what the service recorded by itself, without those of steps that begin.
  List<String> events() {
    return secrets.audit.events().stream()
        .filter(event -> event.type() == AuditEvent.Type.SERVICE_EVENT)
        .map(AuditEvent::name)
        .filter(name -> !name.equals("RotationStepStarted"))
        .toList();
  }

  /// Moves the clock to what is due next and does it, until nothing is due within this time.
  void runFor(Duration time) {
    Instant end = clock.instant().plus(time);
    engine.runDue();
    for (Optional<Instant> due = due();
        due.filter(at -> !at.isAfter(end)).isPresent();
        due = due()) {
      clock.set(due.get().isAfter(clock.instant()) ? due.get() : clock.instant());
      if (engine.runDue() == 0) {
        // Under the lease of a worker that died.
        clock.advance(LONGEST_LEASE);
      }
    }
    if (clock.instant().isBefore(end)) {
      clock.set(end);
    }
  }

  private Optional<Instant> due() {
    return rotation().due();
  }

  /// The promise: AWSCURRENT opens the target, or the engine is about to make it so by itself and
  /// the record says so.
  void assertPromise() {
    boolean opens = currentOpens();
    boolean knows =
        state() instanceof State.Settling
            || rotation().walk().filter(walk -> walk.unsettled()).isPresent();
    assertThat(opens || (knows && rotation().due().isPresent()))
        .as("AWSCURRENT opens the target, or the rotation is unsettled and due: %s", rotation())
        .isTrue();
  }

  /// A legal end: nothing is under way, AWSCURRENT opens the target, and AWSPENDING is nowhere.
  void assertAtRest() {
    assertThat(state()).isInstanceOf(State.Idle.class);
    assertThat(currentOpens()).as("AWSCURRENT opens the target").isTrue();
    assertThat(carrier("AWSPENDING")).isEmpty();
  }
}
