package dev.keyturn.server.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// Whether the server lives, and whether it should get requests.
public final class Health {
  private final Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
  private final AtomicBoolean serving = new AtomicBoolean();

  /// @param checks what must be well for the server to be ready, by name
  public Health(Map<String, BooleanSupplier> checks) {
    this.checks.putAll(checks);
  }

  /// Requests are welcome.
  public void serve() {
    serving.set(true);
  }

  /// Requests should go elsewhere: the server is about to stop.
  public void drain() {
    serving.set(false);
  }

  /// What is wrong; empty text when the server is ready.
  public String faults() {
    if (!serving.get()) {
      return "not serving\n";
    }
    StringBuilder faults = new StringBuilder();
    checks.forEach((name, check) -> {
      if (!isWell(check)) {
        faults.append(name).append(": unavailable\n");
      }
    });
    return faults.toString();
  }

  private static boolean isWell(BooleanSupplier check) {
    try {
      return check.getAsBoolean();
    } catch (RuntimeException _) {
      return false;
    }
  }
}
