package dev.keyturn.bench.load;

import dev.keyturn.bench.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Very many rotations that are all due when the server comes up, shortly before their window ends.
final class ManyDue {
  private static final int COUNT = 10_000;
  private static final int CLIENTS = 16;
  private static final Duration BEFORE_THE_END = Duration.ofMinutes(2);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final String PER_TARGET = "512";
  private static final String FUNCTION = "SecretsManagerElasticacheUserRotation";

  private final Bench bench;

  ManyDue(Bench bench) {
    this.bench = bench;
  }

  void measure() throws IOException, InterruptedException {
    Path data = bench.options().folder().resolve("due");
    if (Files.exists(data)) {
      Documents.delete(data);
    }
    Files.createDirectories(data);
    Instant window = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(6));
    Instant end = window.plus(Duration.ofHours(1));
    try (TenMillisTarget target = new TenMillisTarget()) {
      List<String> machine = fill(data, target, window);
      Duration later = Duration.between(Instant.now(), end.minus(BEFORE_THE_END));
      double processor;
      try (Program server =
          Program.onAnotherDay(
              machine, data, later, Map.of("--max-rotations-per-target", PER_TARGET))) {
        processor = rotated(server, target);
      }
      report(RotationLog.of(data), target, end, processor);
    }
  }

  /// @return the virtual machine of a server
  private List<String> fill(Path data, TenMillisTarget target, Instant window)
      throws IOException, InterruptedException {
    Map<String, String> environment = Map.of("KEYTURN_MAX_ROTATIONS_PER_TARGET", PER_TARGET);
    try (Program server = Program.server(bench.options().checkout(), data, environment)) {
      server.awaitReady();
      Requests requests = server.requests();
      String schedule = "cron(0 %d * * ? *)".formatted(window.atOffset(ZoneOffset.UTC).getHour());
      send(
          server,
          number -> {
            User user = new User("user-" + number, "first-" + number);
            target.add(user);
            return requests.signed(
                "CreateSecret", Values.create(name(number), value(target, user)));
          });
      send(
          server,
          number ->
              requests.signed(
                  "RotateSecret", Values.schedule(name(number), FUNCTION, schedule, "1h")));
      while (server.metric("keyturn_rotations_total{kind=\"test\"}") < COUNT) {
        Thread.sleep(100);
      }
      return server.virtualMachine();
    }
  }

  private static String name(int number) {
    return "due/" + number;
  }

  private static String value(TenMillisTarget target, User user) {
    return """
    {"engine":"redis","host":"127.0.0.1","port":%d,"username":"%s","password":"%s"}\
    """
        .formatted(target.port(), user.name(), user.password());
  }

  private static void send(Program server, IntFunction<byte[]> request) throws IOException {
    List<byte[]> all = IntStream.range(0, COUNT).mapToObj(request).toList();
    var _ = new Load(server.address(), CLIENTS, all.iterator()).run(LONGEST);
  }

  /// @return microseconds of processor time for each
  private static double rotated(Program server, TenMillisTarget target)
      throws IOException, InterruptedException {
    server.awaitReady();
    long end = System.nanoTime() + LONGEST.toNanos();
    while (target.changed(0) > 0 || server.metric("keyturn_rotations_in_progress") > 0) {
      if (System.nanoTime() > end) {
        throw new IOException(target.changed(0) + " rotations were not even begun");
      }
      Thread.sleep(100);
    }
    return server.processorMicros() / COUNT;
  }

  private void report(RotationLog log, TenMillisTarget target, Instant end, double processor) {
    System.out.printf("    processor %5.1f ms a rotation%n", processor / 1000);
    double seconds = Math.max(1, log.duration().toSeconds());
    boolean once = log.isEachOnce(COUNT) && target.changed(1) == COUNT;
    Table table = bench.table();
    table.above(
        "Rotations a second, %,d due at once, each once: %s".formatted(COUNT, once),
        COUNT / seconds,
        100);
    table.below(
        "Seconds from the last start to the end of the window, below 0",
        "%.0f",
        Duration.between(end, log.lastStart()).toMillis() / 1000.0,
        0);
  }
}
