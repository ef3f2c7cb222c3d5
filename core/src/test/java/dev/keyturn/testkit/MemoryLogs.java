package dev.keyturn.testkit;

import dev.keyturn.function.FunctionLogs;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps what functions print in memory, with the word `hunter2` and what is to be concealed
/// masked. Thread-safe.
public final class MemoryLogs implements FunctionLogs {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger number = new AtomicInteger();

  /// All events of all streams, in the order of their coming.
  public List<String> events() {
    return List.copyOf(events);
  }

  @Override
  public Stream open(Arn function, String version, Instant at) {
    String name =
        "/aws/lambda/%s:2026/11/29/[%s]%032x"
            .formatted(
                function.resource().substring(function.resource().lastIndexOf(':') + 1),
                version,
                number.incrementAndGet());
    return new Stream() {
      private final List<String> concealed = new CopyOnWriteArrayList<>();

      @Override
      public String name() {
        return name;
      }

      @Override
      public void conceal(SecretValue given) {
        concealed.add(given.revealString());
      }

      @Override
      public String write(Instant at, String text) {
        String masked = mask(function, text);
        for (String given : concealed) {
          masked = masked.replace(given, "*******");
        }
        events.add(masked);
        return masked;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public String mask(Arn function, String text) {
    return text.replace("hunter2", "*******");
  }
}
