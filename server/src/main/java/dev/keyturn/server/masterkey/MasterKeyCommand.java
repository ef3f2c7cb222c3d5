package dev.keyturn.server.masterkey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a command for the master key: started without a shell, with the rest of the program's
/// environment but none of its settings, for a bounded time. Its errors go to the server's own.
final class MasterKeyCommand {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// More than any key; a command that prints more is the wrong one.
  private static final int MOST_BYTES = 4096;

  private final List<String> arguments;
  private final Duration limit;

  MasterKeyCommand(List<String> arguments) {
    this(arguments, LIMIT);
  }

  MasterKeyCommand(List<String> arguments, Duration limit) {
    this.arguments = arguments;
    this.limit = limit;
  }

  MasterKeyText read() {
    Process process = start();
    try {
      CompletableFuture<byte[]> output =
          CompletableFuture.supplyAsync(() -> output(process), Thread::startVirtualThread);
      byte[] printed = output.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.waitFor(limit)) {
        throw failed("did not end within " + limit.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw failed("ended with code " + process.exitValue());
      }
      return MasterKeyText.parse(
          "the command " + arguments.getFirst(), new String(printed, StandardCharsets.US_ASCII));
    } catch (TimeoutException _) {
      throw failed("did not end within " + limit.toSeconds() + " s");
    } catch (ExecutionException _) {
      throw failed("closed its output in disorder");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw failed("was interrupted");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start() {
    ProcessBuilder builder =
        new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT);
    withoutSettings(builder.environment());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException unstartable) {
      throw failed("cannot be started (" + unstartable.getClass().getSimpleName() + ")");
    }
  }

  /// Bootstrap values and paths of secrets are for this process alone.
  static void withoutSettings(Map<String, String> environment) {
    environment.keySet().removeIf(variable -> variable.startsWith("KEYTURN_"));
  }

  private static byte[] output(Process process) {
    try {
      return process.getInputStream().readNBytes(MOST_BYTES);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private MasterKeyUnavailable failed(String cause) {
    return new MasterKeyUnavailable(
        "The command %s that prints the master key %s. Run it by hand as the server's user."
            .formatted(arguments.getFirst(), cause));
  }
}
