package dev.keyturn.server;

import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.iam.InstanceSessions;
import dev.keyturn.iam.KnownPrincipals;
import dev.keyturn.lambda.BuiltIns;
import dev.keyturn.lambda.Functions;
import dev.keyturn.logs.LogKeeper;
import dev.keyturn.operation.Service;
import dev.keyturn.server.runtime.ChildProcess;
import dev.keyturn.server.telemetry.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// Users' own functions: the service that keeps them, the processes that run them, and what is done
/// beside requests.
final class UserFunctions implements AutoCloseable {
  private static final Duration DELIVERY = Duration.ofSeconds(1);
  private static final Duration TIDYING = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final ChildProcess processes;
  private final Functions functions;

  UserFunctions(Config config, Foundation base, LogKeeper logs, BuiltIns builtIns) {
    clock = base.clock();
    InstanceSessions roles = base.callers().instances();
    processes = FunctionProcesses.open(config, roles, logs, clock, base.self());
    functions =
        new Functions(
            new Functions.Parts(
                base.store(),
                base.master(),
                base.pages(),
                base.random(),
                processes,
                roles,
                base.rights(),
                config.processes().most(),
                new Functions.Calling(
                    builtIns,
                    new KnownPrincipals(base.store()),
                    logs,
                    clock,
                    Thread::startVirtualThread)));
    Metrics metrics = base.metrics();
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
