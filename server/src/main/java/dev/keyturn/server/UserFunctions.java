package dev.keyturn.server;

import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.iam.InstanceSessions;
import dev.keyturn.key.MasterKey;
import dev.keyturn.lambda.BuiltIns;
import dev.keyturn.lambda.Functions;
import dev.keyturn.logs.LogKeeper;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Service;
import dev.keyturn.server.runtime.ChildProcess;
import dev.keyturn.server.telemetry.Metrics;
import dev.keyturn.store.Store;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/// Users' own functions: the service that keeps them, the processes that run them, and what is done
/// beside requests.
final class UserFunctions implements AutoCloseable {
  private static final Duration DELIVERY = Duration.ofSeconds(1);
  private static final Duration TIDYING = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final ChildProcess processes;
  private final Functions functions;

  /// What they stand on.
  ///
  /// @param self where the server listens, once it does
  record Ground(
      Store store,
      MasterKey master,
      PageTokens pages,
      SecureRandom random,
      Rights rights,
      PrincipalDirectory principals,
      InstanceSessions roles,
      LogKeeper logs,
      InstantSource clock,
      Supplier<InetSocketAddress> self) {}

  UserFunctions(Config config, Ground ground, BuiltIns builtIns, Metrics metrics) {
    clock = ground.clock;
    processes =
        FunctionProcesses.open(config, ground.roles, ground.logs, ground.clock, ground.self);
    functions =
        new Functions(
            new Functions.Parts(
                ground.store,
                ground.master,
                ground.pages,
                ground.random,
                processes,
                ground.roles,
                ground.rights,
                config.processes().most(),
                new Functions.Calling(
                    builtIns,
                    ground.principals,
                    ground.logs,
                    ground.clock,
                    Thread::startVirtualThread)));
    metrics.gauge("functions.waiting", "Processes of functions without work", processes::waiting);
    metrics.gauge("functions.working", "Invocations of functions at work", processes::working);
  }

  Service service() {
    return functions;
  }

  /// Calls users' functions for rotations, and leaves all others to somebody else.
  FunctionInvoker before(FunctionInvoker others) {
    return functions.invoker(others);
  }

  /// Begins what is done beside requests; closing ends it.
  AutoCloseable begin() {
    processes.announce();
    Chores often =
        Chores.every(
            DELIVERY,
            Map.of(
                "Delivering events", functions::deliver,
                "Ending idle functions", processes::recycle));
    Chores seldom =
        Chores.every(TIDYING, Map.of("Tidying code", () -> functions.tidy(clock.instant())));
    return () -> {
      functions.close();
      often.close();
      seldom.close();
    };
  }

  /// Ends the processes.
  @Override
  public void close() {
    processes.close();
  }
}
