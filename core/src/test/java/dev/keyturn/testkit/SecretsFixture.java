package dev.keyturn.testkit;

import dev.keyturn.access.Authorizer;
import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.access.PolicySource;
import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.iam.IdentityPolicies;
import dev.keyturn.iam.KnownPrincipals;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.KeyService;
import dev.keyturn.key.SecretValue;
import dev.keyturn.kms.Keys;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Runner;
import dev.keyturn.secret.AccessDays;
import dev.keyturn.secret.CreateSecret;
import dev.keyturn.secret.DescribeSecret;
import dev.keyturn.secret.GetSecretValue;
import dev.keyturn.secret.KnownSecrets;
import dev.keyturn.secret.Purge;
import dev.keyturn.secret.PutSecretValue;
import dev.keyturn.secret.RotationHook;
import dev.keyturn.secret.SecretRepository;
import dev.keyturn.secret.Secrets;
import dev.keyturn.store.Store;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The whole service on a store in memory, as one administrator of one account sees it: requests go
/// through the runner, so that they are authorized and audited as in the program.
public final class SecretsFixture {
  public static final AccountId ACCOUNT = new AccountId("111122223333");
  public static final Region REGION = new Region("eu-west-1");
  public static final Caller ADMINISTRATOR = administrator(ACCOUNT, REGION);

  public final Store store;
  public final ManualClock clock = ManualClock.at("2026-11-21T08:00:00.123Z");
  public final MemoryAuditLog audit = new MemoryAuditLog();
  public final AesMasterKey master = AesMasterKey.of(new byte[32]);
  public final KeyService keys;
  public final SecretRepository repository;
  public final AccessDays accesses;
  public final Purge purge;
  public final KnownSecrets known;
  public final Secrets secrets;
  private final Runner runner;

  /// What rotation adds to the service.
  public record RotationParts(RotationHook hook, List<Operation<?, ?, ?>> operations) {}

  /// Without rotation.
  public SecretsFixture() {
    this(new MemoryStore(), _ -> new RotationParts(RotationHook.NONE, List.of()));
  }

  /// Without rotation, among callers and principals of the test's own.
  public SecretsFixture(PolicySource policies, PrincipalDirectory principals) {
    this(
        new MemoryStore(),
        _ -> new RotationParts(RotationHook.NONE, List.of()),
        new Identities(policies, principals));
  }

  /// With rotation, made of the parts that are there before the service is.
  public SecretsFixture(Store store, Function<Base, RotationParts> rotation) {
    this(store, rotation, new Identities(new IdentityPolicies(store), new KnownPrincipals(store)));
  }

  private record Identities(PolicySource policies, PrincipalDirectory principals) {}

  private SecretsFixture(
      Store store, Function<Base, RotationParts> rotation, Identities identities) {
    this.store = store;
    keys = new Keys(store, master, clock);
    repository = new SecretRepository(store);
    accesses = new AccessDays(store);
    purge = new Purge(store, repository, accesses, audit);
    known = new KnownSecrets(store, repository, keys);
    Authorizer authorizer = new PolicyAuthorizer(identities.policies);
    RotationParts rotations = rotation.apply(new Base(store, clock, repository, keys));
    secrets =
        new Secrets(
            new Secrets.Parts(
                store,
                repository,
                keys,
                new PageTokens(master.derive("page tokens")),
                accesses,
                purge,
                rotations.hook(),
                new SecureRandom(),
                new Secrets.Access(new Rights(authorizer), identities.principals),
                known),
            rotations.operations());
    runner = new Runner(authorizer, audit);
  }

  /// What exists before the service does.
  public record Base(
      Store store, ManualClock clock, SecretRepository repository, KeyService keys) {}

  /// The administrator of an account, calling in a region.
  public static Caller administrator(AccountId account, Region region) {
    return new Caller(
        Principal.administrator(account),
        "AKIAEXAMPLE",
        region,
        new Origin("127.0.0.1", "test", true));
  }

  /// Sends a request as the administrator.
  public <O extends Record> O send(Record input, Class<O> output) {
    return send(ADMINISTRATOR, input, output);
  }

  /// Sends a request: the operation is the one that takes such an input.
  public <O extends Record> O send(Caller caller, Record input, Class<O> output) {
    Operation<?, ?, ?> operation =
        secrets.operations().stream()
            .filter(row -> row.input() == input.getClass())
            .findFirst()
            .orElseThrow();
    return output.cast(run(operation, caller, input));
  }

  private <I extends Record> Record run(Operation<I, ?, ?> operation, Caller caller, Record input) {
    Call call = new Call(caller, UUID.randomUUID().toString(), clock.instant());
    return runner.run(secrets, operation, call, operation.input().cast(input));
  }

  /// A new version id.
  public static String token() {
    return UUID.randomUUID().toString();
  }

  /// Creates a secret with a text.
  public CreateSecret.Output create(String name, String value) {
    return create(name, value, token());
  }

  /// Creates a secret with a text under a version id.
  public CreateSecret.Output create(String name, String value, String token) {
    return send(
        new CreateSecret.Input(
            name,
            Optional.of(token),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(SecretValue.ofString(value)),
            Optional.empty(),
            Optional.empty()),
        CreateSecret.Output.class);
  }

  /// Creates a secret without a value.
  public CreateSecret.Output createEmpty(String name) {
    return send(
        new CreateSecret.Input(
            name,
            Optional.of(token()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        CreateSecret.Output.class);
  }

  /// Puts a text as a new version; without labels: as AWSCURRENT.
  public PutSecretValue.Output put(String secretId, String value, String token, String... labels) {
    return send(
        new PutSecretValue.Input(
            secretId,
            Optional.of(token),
            Optional.empty(),
            Optional.of(SecretValue.ofString(value)),
            Optional.of(List.of(labels)).filter(list -> !list.isEmpty()),
            Optional.empty()),
        PutSecretValue.Output.class);
  }

  /// Reads AWSCURRENT.
  public String read(String secretId) {
    return read(secretId, Optional.empty(), Optional.empty());
  }

  /// Reads a version's text.
  public String read(String secretId, Optional<String> versionId, Optional<String> label) {
    return send(new GetSecretValue.Input(secretId, versionId, label), GetSecretValue.Output.class)
        .secretString()
        .orElseThrow()
        .revealString();
  }

  /// Describes a secret.
  public DescribeSecret.Output describe(String secretId) {
    return send(new DescribeSecret.Input(secretId), DescribeSecret.Output.class);
  }
}
