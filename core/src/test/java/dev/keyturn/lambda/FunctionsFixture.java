package dev.keyturn.lambda;

import dev.keyturn.access.CallerPolicies;
import dev.keyturn.access.MalformedPolicy;
import dev.keyturn.access.NamedPolicy;
import dev.keyturn.access.Policy;
import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.function.Deployment;
import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.function.Invocation;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.iam.KnownPrincipals;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.Sealed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.lambda.FunctionSettings.Logging;
import dev.keyturn.lambda.FunctionSettings.SnapStart;
import dev.keyturn.lambda.FunctionSettings.Tracing;
import dev.keyturn.lambda.GivenVariables.Environment;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Runner;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Durability;
import dev.keyturn.store.ForwardingStore;
import dev.keyturn.store.Kept;
import dev.keyturn.store.Store;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.LentCredentials;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.MemoryAuditLog;
import dev.keyturn.testkit.MemoryLogs;
import dev.keyturn.testkit.MemoryStore;
import dev.keyturn.testkit.SecretsFixture;
import dev.keyturn.testkit.ZipArchive;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The service of functions on a store in memory, over a machine that has some runtimes.
final class FunctionsFixture {
  static final Home HOME = new Home(SecretsFixture.ACCOUNT, SecretsFixture.REGION);
  static final String ROLE = "arn:aws:iam::111122223333:role/rotation";
  static final byte[] ZIP = zip(Map.of("lambda_function.py", "def lambda_handler(e, c): return 1"));
  static final byte[] OTHER =
      zip(Map.of("lambda_function.py", "def lambda_handler(e, c): return 2"));

  final MemoryStore memory = new MemoryStore();
  final Breakable store = new Breakable(memory);
  final ManualClock clock = ManualClock.at("2026-11-30T02:12:00Z");
  final MemoryAuditLog audit = new MemoryAuditLog();
  final Machine machine = new Machine();
  final AesMasterKey master = AesMasterKey.of(new byte[32]);
  final PrincipalDirectory principals = new KnownPrincipals(memory);

  /// The identity policies of users, by their ARNs.
  final Map<String, String> policies = new HashMap<>();

  private final PolicyAuthorizer authorizer = new PolicyAuthorizer(this::policies);
  private final Runner runner = new Runner(authorizer, audit);
  final FunctionRepository repository =
      new FunctionRepository(store, new SecureRandom(), BuiltIns.NONE);
  final CodeStore codes = new CodeStore(repository, master, Functions.MOST_CODE);
  final Deployments deployments = new Deployments(codes, new VariableSeal(master));
  final Functions functions =
      new Functions(
          new Functions.Parts(
              store,
              master,
              new PageTokens(new byte[32]),
              new SecureRandom(),
              machine,
              new LentCredentials(),
              new Rights(authorizer),
              64,
              new Functions.Calling(
                  BuiltIns.NONE, principals, new MemoryLogs(), clock, Runnable::run)));

  private CallerPolicies policies(Caller caller) {
    String document = policies.get(caller.principal().arn().toString());
    return new CallerPolicies(
        Optional.empty(),
        document == null ? List.of() : List.of(compiled(document)),
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

  /// A user of an account whose policy has these statements.
  Caller user(AccountId account, String statements) {
    Arn arn = Arn.global("iam", account, "user/developer");
    policies.put(
        arn.toString(),
        "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements.replace('\'', '"') + "]}");
    return new Caller(
        new Principal(Kind.USER, account, arn, "AIDADEVELOPER0000000"),
        "AKIAUSER",
        SecretsFixture.REGION,
        new Origin("127.0.0.1", "test", true));
  }

  /// A machine with Python, and a list of the functions whose instances were ended.
  static final class Machine implements FunctionRuntime {
    final List<Arn> retired = new ArrayList<>();
    @Nullable String hindrance;

    @Override
    public Optional<String> standIn(String runtime) {
      return runtime.startsWith("python3") || runtime.startsWith("provided")
          ? Optional.of("Python 3.11.7")
          : Optional.empty();
    }

    @Override
    public Optional<String> egressHindrance() {
      return Optional.ofNullable(hindrance);
    }

    @Override
    public InvocationEnd invoke(Deployment deployment, Invocation invocation) {
      throw new AssertionError("Nothing is called here");
    }

    @Override
    public void retire(Arn function) {
      retired.add(function);
    }
  }

  /// A store that fails after so many commits, as if the machine had.
  static final class Breakable extends ForwardingStore {
    int commitsLeft = Integer.MAX_VALUE;
    boolean silent;

    Breakable(Store store) {
      super(store);
    }

    @Override
    public void commit(List<Write> writes, Durability durability) throws Conflict {
      if (commitsLeft-- <= 0) {
        throw new StoreUnavailable("told to fail", new IOException());
      }
      super.commit(writes, durability);
    }

    @Override
    public Optional<Sealed> payload(String key) {
      if (silent) {
        throw new StoreUnavailable("told to fail", new IOException());
      }
      return super.payload(key);
    }
  }

  static byte[] zip(Map<String, String> files) {
    try (var in = ZipArchive.of(files).open()) {
      return in.readAllBytes();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// What a request to make a function says; a test changes it before it is sent.
  static final class Making {
    String name = "rotator";
    @Nullable String runtime = "python3.9";
    String role = ROLE;
    @Nullable String handler = "lambda_function.lambda_handler";
    byte @Nullable [] zip = ZIP;
    Map<String, String> variables = Map.of();
    Map<String, String> tags = Map.of();
    List<String> layers = List.of();
    @Nullable Integer timeout;
    @Nullable String packageType;
    @Nullable String bucket;
    boolean publish;
    Optional<String> tracing = Optional.empty();
    Optional<List<String>> architectures = Optional.empty();
    Optional<String> snapStart = Optional.empty();
    Optional<Logging> logging = Optional.empty();

    CreateFunction.Input input() {
      return new CreateFunction.Input(
          name,
          Optional.ofNullable(runtime),
          role,
          Optional.ofNullable(handler),
          new CreateFunction.FunctionCode(
              Optional.ofNullable(zip).map(SecretValue::ofBinary),
              Optional.ofNullable(bucket),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          Optional.of("Rotates."),
          Optional.ofNullable(timeout),
          Optional.empty(),
          Optional.of(publish),
          Optional.ofNullable(packageType),
          Optional.of(environment(variables)).filter(_ -> !variables.isEmpty()),
          tracing.map(it -> new Tracing(Optional.of(it))),
          Optional.of(tags),
          Optional.of(layers),
          architectures,
          Optional.empty(),
          snapStart.map(it -> new SnapStart(Optional.of(it))),
          logging);
    }
  }

  static Environment environment(Map<String, String> variables) {
    Map<String, SecretValue> values = new TreeMap<>();
    variables.forEach((name, value) -> values.put(name, SecretValue.ofString(value)));
    return new Environment(Optional.of(values));
  }

  /// What a request to change a function's configuration says.
  static final class Changing {
    Optional<String> role = Optional.empty();
    Optional<String> description = Optional.empty();
    Optional<Integer> timeout = Optional.empty();
    Optional<Map<String, String>> variables = Optional.empty();
    Optional<String> runtime = Optional.empty();
    Optional<String> revision = Optional.empty();
    Optional<List<String>> layers = Optional.empty();

    UpdateFunctionConfiguration.Input input() {
      return new UpdateFunctionConfiguration.Input(
          "rotator",
          role,
          Optional.empty(),
          description,
          timeout,
          Optional.empty(),
          variables.map(FunctionsFixture::environment),
          runtime,
          Optional.empty(),
          revision,
          layers,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  ShownFunction create(Making making) {
    return send(making.input(), ShownFunction.class);
  }

  ShownFunction create(String name) {
    Making making = new Making();
    making.name = name;
    return create(making);
  }

  ShownFunction change(Changing changing) {
    return send(changing.input(), ShownFunction.class);
  }

  ShownFunction updateCode(byte[] zip, boolean publish, Optional<String> revision) {
    return updateCode(zip, publish, revision, false);
  }

  ShownFunction updateCode(byte[] zip, boolean publish, Optional<String> revision, boolean dryRun) {
    return send(
        new UpdateFunctionCode.Input(
            "rotator",
            Optional.of(SecretValue.ofBinary(zip)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(publish),
            Optional.of(dryRun),
            revision,
            Optional.empty()),
        ShownFunction.class);
  }

  ShownFunction publish() {
    return send(
        new PublishVersion.Input("rotator", Optional.empty(), Optional.empty(), Optional.empty()),
        ShownFunction.class);
  }

  GetFunction.Output get(String name) {
    return send(new GetFunction.Input(name, Optional.empty()), GetFunction.Output.class);
  }

  void delete(String name) {
    Nothing _ = send(new DeleteFunction.Input(name, Optional.empty()), Nothing.class);
  }

  ShownLayerVersion publishLayer(String name, byte[] zip) {
    return send(
        new PublishLayerVersion.Input(
            name,
            Optional.of("Packages."),
            new PublishLayerVersion.Content(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(SecretValue.ofBinary(zip))),
            Optional.of(List.of("python3.12")),
            Optional.of("MIT"),
            Optional.empty()),
        ShownLayerVersion.class);
  }

  Map<String, String> variables(ShownFunction shown) {
    Map<String, String> values = new HashMap<>();
    shown
        .environment()
        .ifPresent(
            it -> it.variables().forEach((name, value) -> values.put(name, value.revealString())));
    return values;
  }

  FoundFunction found(String name) {
    return new FoundFunction.Finder(repository).at(HOME, name, Optional.empty());
  }

  /// The documents of code that there are.
  List<StoredCode> stored() {
    return repository.all(Home.CODES, HOME.prefix(), StoredCode.class).stream()
        .map(Kept::body)
        .toList();
  }

  <O extends Record> O send(Record input, Class<O> output) {
    return send(SecretsFixture.ADMINISTRATOR, input, output);
  }

  <O extends Record> O send(Caller caller, Record input, Class<O> output) {
    return new Requests(runner, functions, clock).send(caller, input, output);
  }
}
