package dev.keyturn.iam;

import dev.keyturn.access.CallerPolicies;
import dev.keyturn.access.Context;
import dev.keyturn.access.Decision.Allowed;
import dev.keyturn.access.Evaluation;
import dev.keyturn.access.Evaluation.ResourceSide;
import dev.keyturn.access.NamedPolicy;
import dev.keyturn.access.Question;
import dev.keyturn.function.InstanceCredentials;
import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.identity.Session;
import dev.keyturn.key.SecretValue;
import dev.keyturn.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Role sessions that are lent to instances of users' functions. Unlike other sessions they stand
/// in the memory of this process and nowhere else: they can be ended at once, last as long as the
/// instance does, and none is known to a server that was started later. Thread-safe.
public final class InstanceSessions implements InstanceCredentials {
  private static final String SERVICE = "lambda.amazonaws.com";
  private static final int TOKEN_BYTES = 192;

  private final Entities<Role> roles;
  private final RandomGenerator random;
  private final Ids ids;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, Instance> instances = new ConcurrentHashMap<>();

  /// @param random a generator fit for cryptography
  public InstanceSessions(Store store, RandomGenerator random, InstantSource clock) {
    this.roles = new Entities<>(store, Sort.ROLE);
    this.random = random;
    this.ids = new Ids(random);
    this.clock = clock;
  }

  @Override
  public Optional<Lent> lend(Arn role, Arn function) {
    return find(role)
        .filter(found -> trusts(found, function))
        .map(found -> new Instance(AssumeRole.principal(found, name(function)), clock.instant()));
  }

  private static String name(Arn function) {
    return function.resource().substring(function.resource().lastIndexOf(':') + 1);
  }

  private Optional<Stored<Role>> find(Arn arn) {
    if (!arn.service().equals("iam") || !AccountId.isId(arn.account())) {
      return Optional.empty();
    }
    String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
    return roles.named(new AccountId(arn.account()), name).filter(it -> it.arn().equals(arn));
  }

  private static boolean trusts(Stored<Role> role, Arn function) {
    Principal service =
        new Principal(
            Kind.SERVICE,
            role.account(),
            Arn.global("iam", role.account(), "service/lambda"),
            SERVICE);
    Question question =
        new Question(
            service, Optional.empty(), "sts:AssumeRole", role.arn().toString(), context(function));
    NamedPolicy trust = new NamedPolicy("the trust policy", role.entity().terms().policy());
    ResourceSide resource = new ResourceSide(Optional.of(trust), true);
    return new Evaluation(question, CallerPolicies.NONE, resource).decide() instanceof Allowed;
  }

  /// As the service says it that acts for a function.
  private static Context context(Arn function) {
    return Context.of(
        Map.of(
            "aws:SourceAccount", List.of(function.account()),
            "aws:SourceArn", List.of(function.toString()),
            "aws:PrincipalIsAWSService", List.of("true"),
            "aws:PrincipalServiceName", List.of(SERVICE)));
  }

  private SecretValue newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return SecretValue.ofString(Base64.getEncoder().encodeToString(bytes));
  }

  /// The credential that an access key and its token are while their instance serves an invocation
  /// and the role exists; empty at any other time.
  Optional<Credential> find(String accessKeyId, String token) {
    Instance instance = instances.get(accessKeyId);
    return instance == null ? Optional.empty() : instance.credential(token);
  }

  private final class Instance implements Lent {
    private final String accessKeyId = ids.accessKey("ASIA");
    private final SecretValue secret = SecretValue.ofString(ids.secretKey());
    private final SecretValue token = newToken();
    private final Principal principal;
    private final Session session;
    private final AtomicReference<@Nullable Serving> use = new AtomicReference<>();

    Instance(Principal principal, Instant now) {
      this.principal = principal;
      this.session = Session.plain(now, Instant.MAX);
      instances.put(accessKeyId, this);
    }

    Optional<Credential> credential(String given) {
      return Optional.ofNullable(use.get())
          .filter(_ -> token.equals(SecretValue.ofString(given)))
          .filter(_ -> roles.exists(principal.account(), SessionTokens.roleId(principal)))
          .map(serving -> credential(session.serving(serving.scope)));
    }

    private Credential credential(Session now) {
      return new Credential(
          accessKeyId, secret, principal, true, Optional.empty(), Optional.of(now));
    }

    @Override
    public String accessKeyId() {
      return accessKeyId;
    }

    @Override
    public SecretValue secretAccessKey() {
      return secret;
    }

    @Override
    public SecretValue sessionToken() {
      return token;
    }

    /// An instance serves one invocation at a time: what a second one may touch is not what the
    /// first may.
    @Override
    public Use begin(Optional<RotationScope> scope) {
      Serving serving = new Serving(scope, this);
      if (!use.compareAndSet(null, serving)) {
        throw new IllegalStateException("An instance serves one invocation at a time");
      }
      return serving;
    }

    private void end(Serving serving) {
      use.compareAndSet(serving, null);
    }

    @Override
    public void close() {
      instances.remove(accessKeyId);
    }

    @Override
    public String toString() {
      return "Lent[" + accessKeyId + ", redacted]";
    }
  }

  /// One invocation. Closed twice, it does not end another one.
  private static final class Serving implements Use {
    private final Optional<RotationScope> scope;
    private final Instance instance;

    Serving(Optional<RotationScope> scope, Instance instance) {
      this.scope = scope;
      this.instance = instance;
    }

    @Override
    public void close() {
      instance.end(this);
    }
  }
}
