package dev.keyturn.server.runtime;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Starts the processes of instances, all from one thread that lives as long as they may: the
/// kernel ends what was told to die with its parent when the *thread* that started it ends.
final class InstanceStart implements AutoCloseable {
  /// Ends the instance's process group when the server is gone: its end of the pipe closes.
  private static final String WATCHDOG =
      """
      exec 3<&0 </dev/null
      (read -r _ <&3; kill -s KILL -- "$KILL$$") >/dev/null 2>&1 &
      exec 3<&-
      unset KILL
      exec "$@"
      """;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("function-start").factory());

  /// Starts a command in a session of its own, with a watchdog beside it.
  Process watched(List<String> command, Map<String, String> environment) throws IOException {
    boolean ownGroup = ProcessLimits.program("setsid").isPresent();
    List<String> whole = new java.util.ArrayList<>();
    ProcessLimits.program("setsid").ifPresent(setsid -> whole.add(setsid.toString()));
    whole.addAll(List.of("/bin/sh", "-c", WATCHDOG, "sh"));
    whole.addAll(command);
    ProcessBuilder builder = builder(whole, environment);
    builder.environment().put("KILL", ownGroup ? "-" : "");
    return start(builder);
  }

  /// Starts a command that takes care of its own end.
  Process plain(List<String> command, Map<String, String> environment) throws IOException {
    return start(
        builder(command, environment)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null"))));
  }

  private static ProcessBuilder builder(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  private Process start(ProcessBuilder builder) throws IOException {
    Future<Process> started = thread.submit(builder::start);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return started.get();
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (ExecutionException failed) {
          throw new IOException("Cannot start a process", failed.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
