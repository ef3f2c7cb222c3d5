package dev.keyturn.iam;

import dev.keyturn.access.Authorizer;
import dev.keyturn.access.Decision.Allowed;
import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Runner;
import dev.keyturn.operation.Service;
import dev.keyturn.store.Store;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.MemoryAuditLog;
import dev.keyturn.testkit.MemoryStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The services of identities on a store in memory, through the runner; everybody may do
/// everything, because what is shown here is what operations do.
final class IdentitiesFixture {
  static final AccountId ACCOUNT = new AccountId("111122223333");
  static final String ANYTHING =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}\
      """;
  static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
      "Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}\
      """;

  final Store store;
  final ManualClock clock = ManualClock.at("2026-11-21T08:00:00Z");
  final MemoryAuditLog audit = new MemoryAuditLog();
  final AesMasterKey master = AesMasterKey.of(new byte[32]);
  final AccessKeyUses uses;
  final AccessKeys keys;
  final SessionTokens sessions;
  final InstanceSessions instances;
  final Credentials credentials;
  final Identities identities;
  private final Runner runner;
  private final List<Service> services;

  IdentitiesFixture() {
    this(new MemoryStore());
  }

  IdentitiesFixture(Store store) {
    this(store, _ -> _ -> new Allowed("everybody may do everything"));
  }

  /// Where policies decide.
  static IdentitiesFixture enforcing() {
    return new IdentitiesFixture(
        new MemoryStore(), store -> new PolicyAuthorizer(new IdentityPolicies(store)));
  }

  private IdentitiesFixture(Store store, Function<Store, Authorizer> authorizers) {
    this.store = store;
    Authorizer authorizer = authorizers.apply(store);
    uses = new AccessKeyUses(store);
    keys = new AccessKeys(store, master, new SecureRandom());
    Credential _ = keys.create(keys.generate(ACCOUNT), clock.instant());
    identities =
        new Identities(
            new Identities.Parts(
                store,
                master,
                new PageTokens(new byte[32]),
                new SecureRandom(),
                new ReversedPasswords(),
                uses,
                new Rights(authorizer)));
    sessions = new SessionTokens(store, master, new SecureRandom());
    instances = new InstanceSessions(store, new SecureRandom(), clock);
    credentials = new Credentials(keys, sessions, instances, uses);
    services = List.of(identities, new SecurityTokens(store, sessions));
    runner = new Runner(authorizer, audit);
  }

  /// No hash at all, but cheap.
  private static final class ReversedPasswords implements PasswordHashing {
    @Override
    public String hash(SecretValue password) {
      return new StringBuilder(password.revealString()).reverse().toString();
    }

    @Override
    public boolean matches(SecretValue password, String hash) {
      return hash(password).equals(hash);
    }
  }

  static Caller administrator() {
    return caller(Principal.administrator(ACCOUNT));
  }

  static Caller caller(Principal principal) {
    return new Caller(
        principal, "AKIAEXAMPLE", new Region("us-east-1"), new Origin("127.0.0.1", "test", true));
  }

  /// A user, calling.
  Caller as(String userName) {
    String id = user(userName).userId();
    return caller(
        new Principal(
            Principal.Kind.USER,
            ACCOUNT,
            dev.keyturn.identity.Arn.parse(user(userName).arn()).orElseThrow(),
            id));
  }

  /// Whoever signs with a key, as the check of a signature finds out.
  Optional<Caller> signer(String accessKeyId, Optional<String> token) {
    return credentials
        .find(accessKeyId, token)
        .filter(it -> it.active() && !it.isExpired(clock.instant()))
        .map(it ->
            new Caller(
                it.principal(),
                it.accessKeyId(),
                new Region("us-east-1"),
                new Origin("127.0.0.1", "test", true),
                Optional.empty(),
                it.session()));
  }

  /// A user, signing with a new access key.
  Caller signing(String userName) {
    return signer(createKey(userName).accessKeyId(), Optional.empty()).orElseThrow();
  }

  /// Whether somebody gets past authorization with a request.
  boolean may(Caller caller, Record input) {
    try {
      Record _ = send(caller, input, Record.class);
      return true;
    } catch (AccessDenied _) {
      return false;
    }
  }

  <O extends Record> O send(Record input, Class<O> output) {
    return send(administrator(), input, output);
  }

  void send(Record input) {
    Record _ = send(input, Record.class);
  }

  <O extends Record> O send(Caller caller, Record input, Class<O> output) {
    for (Service service : services) {
      for (Operation<?, ?, ?> row : service.operations()) {
        if (row.input() == input.getClass()) {
          return output.cast(run(service, row, caller, input));
        }
      }
    }
    throw new AssertionError("No operation takes " + input.getClass());
  }

  private <I extends Record> Record run(
      Service service, Operation<I, ?, ?> row, Caller caller, Record input) {
    Call call = new Call(caller, UUID.randomUUID().toString(), clock.instant());
    return runner.run(service, row, call, row.input().cast(input));
  }

  Users.Shown createUser(String name) {
    return send(
            new Users.CreateUser(Optional.empty(), name, Optional.empty(), Optional.empty()),
            Users.Made.class)
        .user();
  }

  Users.Shown user(String name) {
    return send(new Users.GetUser(Optional.of(name)), Users.One.class).user();
  }

  Groups.Shown createGroup(String name) {
    return send(new Groups.CreateGroup(Optional.empty(), name), Groups.Made.class).group();
  }

  Roles.Shown createRole(String name) {
    return createRole(name, TRUST);
  }

  Roles.Shown createRole(String name, String trust) {
    return send(
            new Roles.CreateRole(
                Optional.empty(),
                name,
                trust,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            Roles.Made.class)
        .role();
  }

  PolicyShown createPolicy(String name) {
    return createPolicy(name, ANYTHING);
  }

  PolicyShown createPolicy(String name, String document) {
    return send(
            new ManagedPolicies.CreatePolicy(
                name, Optional.empty(), document, Optional.empty(), Optional.empty()),
            ManagedPolicies.Made.class)
        .policy();
  }

  AccessKeyOperations.New createKey(String userName) {
    return send(
            new AccessKeyOperations.CreateAccessKey(Optional.of(userName)),
            AccessKeyOperations.Made.class)
        .accessKey();
  }
}
