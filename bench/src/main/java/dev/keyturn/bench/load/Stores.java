package dev.keyturn.bench.load;

import dev.keyturn.bench.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/// Filled data folders, made once and kept.
///
/// @param options where, and how many secrets
record Stores(Options options) {
  /// Enough for writes to meet few limits of one secret, and little enough to lie in memory.
  static final int SMALL = 20_000;

  Path small() throws IOException, InterruptedException {
    return filled(SMALL);
  }

  /// A copy of the small store, for a part that changes it.
  Path scratch() throws IOException, InterruptedException {
    Path from = small();
    Path to = options.folder().resolve("scratch");
    if (Files.exists(to)) {
      Documents.delete(to);
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return to;
  }

  Path large() throws IOException, InterruptedException {
    if (options.secrets() == SMALL) {
      throw new IOException("--secrets=%d is the small store itself: give more".formatted(SMALL));
    }
    return filled(options.secrets());
  }

  private Path filled(int secrets) throws IOException, InterruptedException {
    Path data = options.folder().resolve("store-" + secrets);
    Path mark = options.folder().resolve("store-" + secrets + ".filled");
    if (Files.exists(mark)) {
      return data;
    }
    if (Files.exists(data)) {
      throw new IOException(data + " was not filled to its end: remove it and run again");
    }
    Files.createDirectories(data);
    try (Program firstStart = Program.server(options.checkout(), data, Map.of())) {
      firstStart.awaitReady();
    }
    long began = System.nanoTime();
    Filling.fill(data, 0, secrets);
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    System.out.printf(
        "Filled %,d secrets in %.1f s (%,d a second)%n",
        secrets, millis / 1e3, secrets * 1000L / Math.max(1, millis));
    Files.createFile(mark);
    return data;
  }
}
