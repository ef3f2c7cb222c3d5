package dev.keyturn.bench.load;

import java.io.IOException;
import java.util.Iterator;
import java.util.UUID;

/// Reads while many rotations hang on targets that do not answer, against reads of an idle server.
final class WhileRotating {
  private static final int ROTATIONS = 200;
  private static final String IN_PROGRESS = "keyturn_rotations_in_progress";

  private final Bench bench;

  WhileRotating(Bench bench) {
    this.bench = bench;
  }

  void measure() throws Exception {
    try (Program server = bench.server(bench.stores().scratch());
        SlowTargets targets = new SlowTargets()) {
      Iterator<byte[]> hot = bench.hot(server);
      Bench.warmUp(server, Bench.READERS, hot);
      double[] idle = new double[bench.options().rounds()];
      double[] busy = new double[bench.options().rounds()];
      long least = Long.MAX_VALUE;
      String run = "rotating/" + UUID.randomUUID();
      for (int round = 0; round < idle.length; round++) {
        String prefix = run + "/" + round;
        idle[round] = bench.rate(server, Bench.READERS, hot);
        begin(server, targets, prefix);
        long before = inProgress(server);
        busy[round] = bench.rate(server, Bench.READERS, hot);
        least = Math.min(least, Math.min(before, inProgress(server)));
        end(server, prefix);
      }
      bench
          .table()
          .ratio(
              "Reads with %d rotations in progress / idle".formatted(least),
              Comparison.of(busy, idle),
              0.7);
    }
  }

  private static long inProgress(Program server) throws IOException, InterruptedException {
    return (long) server.metric(IN_PROGRESS);
  }

  private static void begin(Program server, SlowTargets targets, String prefix)
      throws IOException, InterruptedException {
    Requests requests = server.requests();
    for (int i = 0; i < ROTATIONS; i++) {
      String value = Values.credentials(SlowTargets.host(i), targets.port());
      send(server, requests.signed("CreateSecret", Values.create(prefix + "/" + i, value)));
    }
    // Close together: the first must not have given up when the last begins.
    for (int i = 0; i < ROTATIONS; i++) {
      send(server, requests.signed("RotateSecret", Values.rotate(prefix + "/" + i)));
    }
    while (inProgress(server) < ROTATIONS) {
      Thread.sleep(20);
    }
  }

  private static void end(Program server, String prefix) throws IOException, InterruptedException {
    Requests requests = server.requests();
    for (int i = 0; i < ROTATIONS; i++) {
      String secret = "{\"SecretId\":\"%s/%d\"}".formatted(prefix, i);
      send(server, requests.signed("CancelRotateSecret", secret));
    }
    while (inProgress(server) > 0) {
      Thread.sleep(100);
    }
  }

  private static void send(Program server, byte[] request) throws IOException {
    String _ = Load.once(server.address(), request);
  }
}
