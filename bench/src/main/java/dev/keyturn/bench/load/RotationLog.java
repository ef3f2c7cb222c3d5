package dev.keyturn.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a server's audit log says of the rotations that the engine led, in whole seconds.
///
/// @param started when each began
/// @param succeeded when each was over
record RotationLog(List<Entry> started, List<Entry> succeeded) {
  private static final Pattern EVENT =
      Pattern.compile(
          "\"eventTime\":\"([^\"]+)\".*\"eventName\":\"Rotation(Started|Succeeded)\".*\"SecretId\":\"([^\"]+)\"");

  /// @param secret its ARN
  record Entry(Instant at, String secret) {}

  static RotationLog of(Path data) throws IOException {
    return new RotationLog(entries(data, "Started"), entries(data, "Succeeded"));
  }

  private static List<Entry> entries(Path data, String what) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("audit"))) {
      List<Entry> entries = new ArrayList<>();
      for (Path file : files.toList()) {
        try (Stream<String> lines = Files.lines(file)) {
          lines
              .map(EVENT::matcher)
              .filter(Matcher::find)
              .filter(event -> event.group(2).equals(what))
              .forEach(
                  event -> entries.add(new Entry(Instant.parse(event.group(1)), event.group(3))));
        }
      }
      return entries;
    }
  }

  Instant lastStart() {
    return started.stream().map(Entry::at).max(Instant::compareTo).orElseThrow();
  }

  /// From the first start to the last end.
  Duration duration() {
    Instant first = started.stream().map(Entry::at).min(Instant::compareTo).orElseThrow();
    Instant last = succeeded.stream().map(Entry::at).max(Instant::compareTo).orElseThrow();
    return Duration.between(first, last);
  }

  /// Whether each of so many secrets rotated exactly once.
  boolean isEachOnce(int secrets) {
    return isEachOnce(started, secrets) && isEachOnce(succeeded, secrets);
  }

  private static boolean isEachOnce(List<Entry> entries, int secrets) {
    return entries.size() == secrets
        && entries.stream().map(Entry::secret).distinct().count() == secrets;
  }
}
