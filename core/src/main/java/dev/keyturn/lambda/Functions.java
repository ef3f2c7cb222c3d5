package dev.keyturn.lambda;

import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.FunctionLogs;
import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.function.InstanceCredentials;
import dev.keyturn.key.MasterKey;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Service;
import dev.keyturn.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The service `lambda`: its table of operations. [#tidy] is to be called every few minutes,
/// [#deliver] every second. Thread-safe.
public final class Functions implements Service, AutoCloseable {
  /// Bytes of all zips of an account in a region.
  static final long MOST_CODE = 2L * 1024 * 1024 * 1024;

  private final CodeStore codes;
  private final FunctionCalls calls;
  private final FunctionLogs logs;
  private final EventQueue queue;
  private final List<Operation<?, ?, ?>> operations;

  /// What the service is made of.
  ///
  /// @param random a generator fit for cryptography
  /// @param mostInstances how many the server runs at once
  public record Parts(
      Store store,
      MasterKey master,
      PageTokens pages,
      RandomGenerator random,
      FunctionRuntime runtime,
      InstanceCredentials roles,
      Rights rights,
      int mostInstances,
      Calling calling) {}

  /// What calling functions needs.
  ///
  /// @param principals whom a function's policy may name
  /// @param executor on which functions are waited for that nobody else waits for
  public record Calling(
      BuiltIns builtIns,
      PrincipalDirectory principals,
      FunctionLogs logs,
      InstantSource clock,
      Executor executor) {}

  public Functions(Parts parts) {
    FunctionRepository repository =
        new FunctionRepository(parts.store, parts.random, parts.calling.builtIns());
    codes = new CodeStore(repository, parts.master, MOST_CODE);
    VariableSeal seal = new VariableSeal(parts.master);
    Deployments deployments = new Deployments(codes, seal);
    logs = parts.calling.logs();
    calls = new FunctionCalls(repository, deployments, parts.runtime);
    queue =
        new EventQueue(
            parts.store, parts.master, calls, parts.calling.clock(), parts.calling.executor());
    FoundFunction.Finder finder = new FoundFunction.Finder(repository);
    BuiltInGuard guard = new BuiltInGuard(parts.calling.builtIns());
    operations =
        Stream.of(
                List.<Operation<?, ?, ?>>of(new InvokeOperation(finder, calls, queue).row()),
                new PolicyOperations(repository, parts.calling.principals()).rows(),
                new ConcurrencyOperations(repository, parts.mostInstances()).rows(),
                new TagOperations(repository).rows(),
                functions(parts, repository, seal),
                layers(parts, repository))
            .flatMap(List::stream)
            .<Operation<?, ?, ?>>map(guard::over)
            .toList();
  }

  private List<Operation<?, ?, ?>> functions(
      Parts parts, FunctionRepository repository, VariableSeal seal) {
    FunctionWriter writer = new FunctionWriter(repository, codes);
    FunctionSettings settings =
        new FunctionSettings(
            new RoleCheck(parts.rights, parts.roles),
            new RuntimeCheck(parts.runtime),
            new GivenLayers(repository, parts.rights),
            seal);
    Display display = new Display(parts.runtime, seal);
    Markers markers = new Markers(parts.pages);
    return Stream.of(
            List.of(
                new CreateFunction(repository, writer, settings, display).row(),
                new UpdateFunctionCode(repository, writer, parts.runtime, display).row(),
                new UpdateFunctionConfiguration(
                        repository,
                        writer,
                        settings,
                        new UpdateFunctionConfiguration.Showing(parts.runtime, display))
                    .row(),
                new DeleteFunction(repository, writer, parts.runtime).row(),
                new PublishVersion(repository, writer, display).row(),
                new GetAccountSettings(repository, codes, parts.mostInstances).row()),
            new GetFunction(repository, display, parts.rights).rows(),
            new ListFunctions(repository, markers, display).rows(),
            new AliasOperations(repository).rows(),
            List.of(new ListAliases(repository, markers).row()))
        .<Operation<?, ?, ?>>flatMap(List::stream)
        .toList();
  }

  private List<Operation<?, ?, ?>> layers(Parts parts, FunctionRepository repository) {
    return Stream.of(
            List.<Operation<?, ?, ?>>of(new PublishLayerVersion(repository, codes).row()),
            new LayerOperations(repository, codes).rows(),
            new ListLayers(repository, new Markers(parts.pages)).rows())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public String name() {
    return "lambda";
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return operations;
  }

  /// Takes away the code of uploads that a crash broke off.
  public void tidy(Instant now) {
    int _ = codes.tidy(now);
  }

  /// Calls users' functions for rotations.
  ///
  /// @param others calls what is no user's function
  public FunctionInvoker invoker(FunctionInvoker others) {
    return new RotationFunctions(calls, logs, others);
  }

  /// Delivers events that are due. To be called every second.
  public void deliver() {
    queue.runDue();
  }

  /// Begins no more deliveries.
  @Override
  public void close() {
    queue.close();
  }
}
