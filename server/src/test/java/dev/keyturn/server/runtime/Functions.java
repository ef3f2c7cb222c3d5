package dev.keyturn.server.runtime;

import dev.keyturn.testkit.LentCredentials;
import dev.keyturn.testkit.MemoryLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A runtime of functions with all around it, for tests.
final class Functions implements AutoCloseable {
  static final Path JAVA_CLIENT = Path.of("target/keyturn/lib/java-functions").toAbsolutePath();

  final LentCredentials credentials = new LentCredentials();
  final MemoryLogs logs = new MemoryLogs();

  /// Ports that the guard of egress refuses.
  final Set<Integer> refused = ConcurrentHashMap.newKeySet();

  final Path folder;
  final ChildProcess runtime;

  Functions() {
    this(SandboxMode.OFF, InstantSource.system());
  }

  Functions(SandboxMode mode, InstantSource clock) {
    try {
      folder = Files.createTempDirectory("keyturn-functions-");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    runtime =
        new ChildProcess(
            new ChildProcess.Settings(
                folder.resolve("functions"),
                JAVA_CLIENT,
                List.of(),
                mode,
                8,
                Duration.ofMinutes(10)),
            new ChildProcess.Ports(
                credentials,
                logs,
                () -> URI.create("http://127.0.0.1:7117"),
                this::refusal,
                clock));
  }

  private Optional<String> refusal(InetSocketAddress target) {
    return Optional.of("refused by the test").filter(_ -> refused.contains(target.getPort()));
  }

  /// Whether there are sandboxes with networks of their own here.
  boolean sandboxed() {
    return runtime.egressHindrance().isEmpty();
  }

  @Override
  public void close() {
    runtime.close();
    Folders.delete(folder);
  }
}
