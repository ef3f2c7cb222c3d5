package dev.keyturn.bench.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// From the start of the process to an answer.
final class Starts {
  private static final Map<String, String> WITHOUT_CACHE =
      Map.of("JDK_JAVA_OPTIONS", "-XX:AOTMode=off");

  private final Bench bench;

  Starts(Bench bench) {
    this.bench = bench;
  }

  /// A server with many secrets that starts again.
  void restart() throws IOException, InterruptedException {
    Path data = bench.stores().large();
    double[] seconds = new double[bench.options().rounds()];
    double resident = 0;
    for (int round = 0; round < seconds.length; round++) {
      try (Program server = Program.server(bench.options().checkout(), data, Map.of())) {
        seconds[round] = seconds(server.awaitReady());
        resident = server.residentMiB();
      }
    }
    String stored = "%,d stored".formatted(bench.options().secrets());
    bench.table().below("Start to /readyz, s, " + stored, "%.2f", Comparison.median(seconds), 3);
    bench.table().below("Resident MiB, " + stored + ", at /readyz", "%.0f", resident, 1024);
  }

  /// With the cache of `./keyturn aot`, and without, in turns.
  void firstAnswer() throws IOException, InterruptedException {
    if (!hasCache()) {
      throw new IOException("There is no AOT cache: run ./keyturn aot first");
    }
    double[] with = new double[bench.options().rounds()];
    double[] without = new double[with.length];
    for (int round = 0; round < with.length; round++) {
      with[round] = seconds(firstAnswer(Map.of()));
      without[round] = seconds(firstAnswer(WITHOUT_CACHE));
    }
    bench
        .table()
        .below(
            "Start to the first answer, s, AOT cache (without it: %.2f)"
                .formatted(Comparison.median(without)),
            "%.2f",
            Comparison.median(with),
            1);
  }

  private boolean hasCache() throws IOException {
    Path packaged = bench.options().checkout().resolve("server/target/keyturn");
    try (DirectoryStream<Path> caches = Files.newDirectoryStream(packaged, "keyturn-*.aot")) {
      return caches.iterator().hasNext();
    }
  }

  private Duration firstAnswer(Map<String, String> environment)
      throws IOException, InterruptedException {
    try (Program server =
        Program.server(bench.options().checkout(), bench.stores().small(), environment)) {
      byte[] request =
          server
              .requests()
              .signed("GetSecretValue", "{\"SecretId\":\"%s\"}".formatted(Requests.name(0)));
      server.awaitPort();
      String _ = Load.once(server.address(), request);
      return server.sinceStart();
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
