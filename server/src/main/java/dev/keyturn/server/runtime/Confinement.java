package dev.keyturn.server.runtime;

import dev.keyturn.server.runtime.SandboxProbe.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which sandbox functions get. Found out when it is first asked for, and said in the log.
/// Thread-safe.
final class Confinement {
  private static final Logger LOG = LoggerFactory.getLogger(Confinement.class);

  private final SandboxMode mode;
  private final Path folder;
  private @Nullable Finding finding;

  /// @param folder an empty one
  Confinement(SandboxMode mode, Path folder) {
    this.mode = mode;
    this.folder = folder;
  }

  synchronized Finding finding() {
    Finding found = finding;
    if (found == null) {
      found =
          mode == SandboxMode.OFF
              ? new Finding(
                  Optional.empty(),
                  Optional.of("an egress list needs a sandbox, and functions-sandbox is off"),
                  "functions-sandbox is off")
              : new SandboxProbe(folder).run();
      finding = found;
      say(found);
    }
    return found;
  }

  private void say(Finding found) {
    if (found.sandbox().isEmpty()) {
      LOG.warn(
          "Functions {}: {}",
          mode == SandboxMode.REQUIRED
              ? "cannot run, because they must have a sandbox"
              : "run without a sandbox, with the rights of this server's user",
          found.fault());
    } else if (found.network().isPresent()) {
      LOG.warn(
          "Functions run in sandboxes, but those with an egress list cannot: {}",
          found.network().get());
    } else {
      LOG.info("Functions run in sandboxes");
    }
  }

  /// @return empty: run without one
  /// @throws IOException when there must be one, or an egress list cannot be enforced
  Optional<Sandbox> sandbox(boolean egress) throws IOException {
    Finding found = finding();
    if (egress && found.network().isPresent()) {
      throw new IOException("The function cannot run here: " + found.network().get());
    }
    if (mode == SandboxMode.REQUIRED && found.sandbox().isEmpty()) {
      throw new IOException("Functions must run in a sandbox: " + found.fault());
    }
    return found.sandbox();
  }
}
