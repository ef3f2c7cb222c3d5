package dev.keyturn.bench.load;

import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.access.PolicySource;
import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.iam.KnownPrincipals;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.MasterKey;
import dev.keyturn.key.SecretValue;
import dev.keyturn.kms.Keys;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Resource;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Runner;
import dev.keyturn.secret.AccessDays;
import dev.keyturn.secret.CreateSecret;
import dev.keyturn.secret.Purge;
import dev.keyturn.secret.RotationHook;
import dev.keyturn.secret.SecretRepository;
import dev.keyturn.secret.Secrets;
import dev.keyturn.secret.ValueWatch;
import dev.keyturn.server.masterkey.MasterKeyCheck;
import dev.keyturn.server.masterkey.MasterKeySource;
import dev.keyturn.server.store.SqlStore;
import dev.keyturn.store.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/// Fills the store of a server that is not running, through the operation that clients would call,
/// so that every value is sealed and every index written; only many at a time.
final class Filling {
  private static final AccountId ACCOUNT = new AccountId("000000000000");

  private Filling() {}

  /// Creates the secrets from one number up to another in a folder that a server has set up.
  static void fill(Path data, int from, int to) {
    try (SqlStore embedded = SqlStore.embedded(data, 1L << 24);
        BulkStore store = new BulkStore(embedded)) {
      var source = new MasterKeySource.InFile(data.resolve("master.key"));
      MasterKey master = new MasterKeyCheck(embedded, source, AesMasterKey::of).open();
      // The key of the region first, which everything else waits for.
      Keys keys = new Keys(embedded, master, InstantSource.system());
      Secrets secrets = secrets(store, keys, master);
      Runner runner = new Runner(new PolicyAuthorizer(PolicySource.NONE), new Silent());
      Operation<CreateSecret.Input, ?, ?> create = createSecret(secrets);
      IntStream.range(from, to)
          .parallel()
          .forEach(number -> create(runner, secrets, create, Requests.name(number)));
    }
  }

  private static Secrets secrets(Store store, Keys keys, MasterKey master) {
    SecretRepository repository = new SecretRepository(store);
    AccessDays accesses = new AccessDays(store);
    return new Secrets(
        new Secrets.Parts(
            store,
            repository,
            keys,
            new PageTokens(master.derive("page tokens")),
            accesses,
            new Purge(store, repository, accesses, new Silent()),
            RotationHook.NONE,
            new SecureRandom(),
            new Secrets.Access(
                new Rights(new PolicyAuthorizer(PolicySource.NONE)), new KnownPrincipals(store)),
            ValueWatch.NONE),
        List.of());
  }

  @SuppressWarnings("unchecked") // The row of CreateSecret has its input.
  private static Operation<CreateSecret.Input, ?, ?> createSecret(Secrets secrets) {
    return (Operation<CreateSecret.Input, ?, ?>)
        secrets.operations().stream()
            .filter(row -> row.name().equals("CreateSecret"))
            .findFirst()
            .orElseThrow();
  }

  private static <R extends Resource, O extends Record> void create(
      Runner runner, Secrets secrets, Operation<CreateSecret.Input, R, O> row, String name) {
    var input =
        new CreateSecret.Input(
            name,
            Optional.of(UUID.randomUUID().toString()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(SecretValue.ofString(Values.credentials("db.example.com", 5432))),
            Optional.empty(),
            Optional.empty());
    var _ = runner.run(secrets, row, call(), input);
  }

  private static Call call() {
    Caller caller =
        new Caller(
            Principal.administrator(ACCOUNT),
            "AKIABENCH",
            new Region(Requests.REGION),
            new Origin("127.0.0.1", "keyturn-bench", true));
    return new Call(caller, UUID.randomUUID().toString(), Instant.now());
  }

  /// What is filled in is not audited.
  private static final class Silent implements AuditLog {
    @Override
    public void write(AuditEvent event) {}

    @Override
    public Flush flush() {
      return Flush.NONE;
    }

    @Override
    public void writeOrBuffer(AuditEvent event) {}
  }
}
