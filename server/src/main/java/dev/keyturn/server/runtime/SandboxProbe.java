package dev.keyturn.server.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out which sandbox this machine can make, by making one.
final class SandboxProbe {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxProbe.class);
  private static final long SECONDS = 10;

  private final Path folder;
  private final List<String> faults = new ArrayList<>();

  /// @param folder an empty one, which the probe may use
  SandboxProbe(Path folder) {
    this.folder = folder;
  }

  /// What was found.
  ///
  /// @param sandbox empty: none works
  /// @param network why a sandbox cannot have a network of its own; empty: it can
  /// @param fault why there is no sandbox
  record Finding(Optional<Sandbox> sandbox, Optional<String> network, String fault) {}

  Finding run() {
    Optional<Path> bubblewrap = ProcessLimits.program("bwrap");
    if (bubblewrap.isEmpty()) {
      return nothing("bubblewrap is not installed (apt-get install bubblewrap)");
    }
    Optional<Path> setpriv = ProcessLimits.program("setpriv");
    List<Identity> identities = new ArrayList<>();
    if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
      setpriv.ifPresent(it -> identities.add(new Identity.OwnUser(it, new AtomicInteger())));
    }
    identities.add(new Identity.UserNamespace(setpriv));
    for (Identity identity : identities) {
      Sandbox sandbox = new Sandbox(bubblewrap.get(), identity);
      if (works(sandbox, Optional.empty())) {
        return new Finding(Optional.of(sandbox), network(sandbox, setpriv), "");
      }
    }
    return nothing(
        "bubblewrap cannot make a sandbox here: "
            + String.join("; ", faults)
            + " (user namespaces may be switched off, as they are in most containers)");
  }

  private static Finding nothing(String fault) {
    return new Finding(
        Optional.empty(), Optional.of("an egress list needs a sandbox: " + fault), fault);
  }

  private Optional<String> network(Sandbox sandbox, Optional<Path> setpriv) {
    Optional<Path> python = ProcessLimits.program("python3");
    if (python.isEmpty() || setpriv.isEmpty()) {
      return Optional.of(
          "an egress list needs python3 and setpriv (apt-get install python3 util-linux)");
    }
    // An address of another network and a low port: all that a list may need.
    List<String> forwarder =
        List.of(
            python.get().toString(),
            "-I",
            "-S",
            Sandbox.RUNTIME.resolve(Bootstraps.FORWARDER).toString(),
            "0",
            "192.0.2.1",
            "443",
            Sandbox.DOORS.resolve("0").toString(),
            "--");
    return works(sandbox, Optional.of(forwarder))
        ? Optional.empty()
        : Optional.of(
            "an egress list needs a network namespace, which this machine refuses: "
                + faults.getLast());
  }

  private boolean works(Sandbox sandbox, Optional<List<String>> forwarder) {
    try {
      Path runtime = folder.resolve("runtime");
      if (!Files.exists(runtime)) {
        Bootstraps.write(runtime);
      }
      Path work = Files.createTempDirectory(folder, "probe-");
      Path empty = Files.createDirectory(work.resolve("empty"));
      Path hosts = Files.writeString(work.resolve("hosts"), "127.0.0.1 localhost\n");
      View view = new View(empty, empty, runtime, empty, Optional.empty());
      Sandbox.Content content =
          new Sandbox.Content(
              view,
              List.of(),
              1,
              sandbox.identity().nextUser(),
              forwarder.map(it -> new Sandbox.Doors(empty, hosts, it)));
      return succeeds(sandbox.command(content, work, List.of("/bin/sh", "-c", ":")));
    } catch (IOException failed) {
      faults.add(String.valueOf(failed.getMessage()));
      return false;
    }
  }

  private boolean succeeds(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Scrubbed.of(builder.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      String said = new String(process.getInputStream().readNBytes(1000), StandardCharsets.UTF_8);
      boolean fine = process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      if (!fine) {
        LOG.debug("No sandbox by {}: {}", command, said);
        faults.add(said.strip());
      }
      return fine;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }
}
