package dev.keyturn.lambda;

import dev.keyturn.access.CallerPolicies;
import dev.keyturn.access.MalformedPolicy;
import dev.keyturn.access.NamedPolicy;
import dev.keyturn.access.Policy;
import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Runner;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.LentCredentials;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.MemoryAuditLog;
import dev.keyturn.testkit.MemoryLogs;
import dev.keyturn.testkit.MemoryStore;
import dev.keyturn.testkit.ScriptedRuntime;
import dev.keyturn.testkit.SecretsFixture;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/// Functions that are there, over a runtime that does as it is told: to be called, by rotations and
/// by users of two accounts.
final class CallsFixture {
  static final AccountId ACCOUNT = SecretsFixture.ACCOUNT;
  static final AccountId FOREIGN = new AccountId("444455556666");
  static final Home HOME = new Home(ACCOUNT, SecretsFixture.REGION);
  static final String BUILT_IN = "SecretsManagerRDSPostgreSQLRotationSingleUser";
  static final Arn SECRET =
      Arn.parse("arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf").orElseThrow();

  final MemoryStore store = new MemoryStore();
  final ManualClock clock = ManualClock.at("2026-11-29T08:00:00Z");
  final MemoryAuditLog audit = new MemoryAuditLog();
  final ScriptedRuntime runtime = new ScriptedRuntime();
  final AesMasterKey master = AesMasterKey.of(new byte[32]);
  final FunctionRepository repository =
      new FunctionRepository(store, new SecureRandom(), new Known());

  /// What is to be done beside; done when a test says so.
  final Deque<Runnable> beside = new ArrayDeque<>();

  /// The identity policies of users, by their ARNs.
  final Map<String, String> policies = new HashMap<>();

  /// Users that policies may name, with their unique ids.
  final Map<String, String> users = new HashMap<>();

  private final PolicyAuthorizer authorizer = new PolicyAuthorizer(this::policies);
  private final Runner runner = new Runner(authorizer, audit);
  Functions functions = functions();

  /// Another one on the same store, as after a restart.
  Functions functions() {
    return functions(beside::add);
  }

  Functions functions(Executor executor) {
    return new Functions(
        new Functions.Parts(
            store,
            master,
            new PageTokens(new byte[32]),
            new SecureRandom(),
            runtime,
            new LentCredentials(),
            new Rights(authorizer),
            64,
            new Functions.Calling(new Known(), directory(), new MemoryLogs(), clock, executor)));
  }

  private static final class Known implements BuiltIns {
    @Override
    public List<BuiltIn> all() {
      return List.of(new BuiltIn(BUILT_IN, "Rotates PostgreSQL users."));
    }

    @Override
    public Set<String> variables() {
      return Set.of("PASSWORD_LENGTH", "EXCLUDE_CHARACTERS");
    }
  }

  private CallerPolicies policies(Caller caller) {
    return new CallerPolicies(
        Optional.empty(),
        Optional.ofNullable(policies.get(caller.principal().arn().toString()))
            .map(CallsFixture::compiled)
            .map(List::of)
            .orElse(List.of()),
        Optional.empty(),
        List.of(),
        Map.of());
  }

  private static NamedPolicy compiled(String document) {
    try {
      return new NamedPolicy("policy", Policy.parse(document, Policy.Form.IDENTITY));
    } catch (MalformedPolicy malformed) {
      throw new AssertionError(malformed);
    }
  }

  private PrincipalDirectory directory() {
    return new PrincipalDirectory() {
      @Override
      public Optional<Map<String, String>> pins(Policy policy) {
        boolean known =
            users.keySet().containsAll(policy.principals())
                && Set.of(ACCOUNT.value(), FOREIGN.value()).containsAll(policy.accounts());
        Map<String, String> pins = new HashMap<>(users);
        pins.keySet().retainAll(new HashSet<>(policy.principals()));
        return Optional.of(pins).filter(_ -> known);
      }

      @Override
      public Optional<String> id(String arn) {
        return Optional.ofNullable(users.get(arn));
      }
    };
  }

  /// A user who exists and may do what the policy of that action says, if there is one.
  Caller user(AccountId account, String name, String... actions) {
    Arn arn = Arn.global("iam", account, "user/" + name);
    String id = "AIDA" + name.toUpperCase(java.util.Locale.ROOT) + "000000000";
    users.put(arn.toString(), id);
    if (actions.length > 0) {
      policies.put(
          arn.toString(),
          """
          {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["%s"],"Resource":"*"}]}\
          """
              .formatted(String.join("\",\"", actions)));
    }
    return new Caller(
        new Principal(Kind.USER, account, arn, id),
        "AKIAUSER",
        SecretsFixture.REGION,
        new Origin("127.0.0.1", "test", true));
  }

  /// Makes a function of this name, with a timeout of 20 seconds.
  void make(String name) {
    Configuration latest =
        new Configuration(
            Configuration.LATEST,
            repository.newRevision(),
            clock.instant(),
            "",
            "arn:aws:iam::111122223333:role/rotation",
            new Configuration.Program(
                "python3.12",
                Optional.of("lambda_function.lambda_handler"),
                new Code("ab".repeat(32), 100, 200),
                List.of()),
            new Configuration.Limits(20, 128, 512),
            new Configuration.Options("x86_64", "PassThrough"),
            Optional.empty());
    Function function = Function.first(repository.newId(), name, latest, Map.of());
    if (!repository.committed(List.of(Write.put(HOME.function(name), 0, function)))) {
      throw new AssertionError("There is one already");
    }
  }

  /// Publishes a version, with an alias for it.
  void publish(String name, String alias) {
    Function before = repository.function(HOME, name).orElseThrow().body();
    Configuration one = before.latest().published(1, repository.newRevision(), "");
    if (!repository.committed(List.of(Write.put(HOME.version(before.id(), 1), 0, one)))) {
      throw new AssertionError("There is one already");
    }
    Function _ =
        repository.change(
            found(name),
            function ->
                function.publishing(1).with(new Alias(alias, "1", "", repository.newRevision())));
  }

  FoundFunction found(String name) {
    return new FoundFunction.Finder(repository).at(HOME, name, Optional.empty());
  }

  static Arn arn(String resource) {
    return Arn.of("lambda", SecretsFixture.REGION, ACCOUNT, "function:" + resource);
  }

  /// Lets the service call it, as the seeds' command does.
  void permit(String functionName, Optional<String> qualifier) {
    PolicyOperations.Added _ =
        send(
            new PolicyOperations.AddPermission(
                functionName,
                "SecretsManagerAccess",
                "lambda:InvokeFunction",
                "secretsmanager.amazonaws.com",
                Optional.empty(),
                Optional.of(ACCOUNT.value()),
                Optional.empty(),
                qualifier,
                Optional.empty(),
                Optional.empty()),
            PolicyOperations.Added.class);
  }

  static InvokeOperation.Invoke invoke(String functionName, String type, String payload) {
    return new InvokeOperation.Invoke(
        functionName,
        Optional.of(type),
        Optional.of("Tail"),
        Optional.empty(),
        Optional.of(payload).filter(it -> !it.isEmpty()).map(SecretValue::ofString),
        Optional.empty());
  }

  InvokeOperation.Output call(String functionName, String payload) {
    return send(invoke(functionName, "RequestResponse", payload), InvokeOperation.Output.class);
  }

  <O extends Record> O send(Record input, Class<O> output) {
    return send(SecretsFixture.ADMINISTRATOR, input, output);
  }

  <O extends Record> O send(Caller caller, Record input, Class<O> output) {
    return new Requests(runner, functions, clock).send(caller, input, output);
  }

  /// Does what is to be done beside.
  void runBeside() {
    while (!beside.isEmpty()) {
      beside.remove().run();
    }
  }
}
