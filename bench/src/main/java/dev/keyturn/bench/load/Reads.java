package dev.keyturn.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/// GetSecretValue on its whole path, against a listener that does nothing, and with many secrets.
final class Reads {
  /// More than are answered in a second.
  private static final int PRESIGNED_PER_SECOND = 20_000;

  private final Bench bench;

  Reads(Bench bench) {
    this.bench = bench;
  }

  void measure() throws Exception {
    try (Program small = bench.server(bench.stores().small());
        Program large = bench.server(bench.stores().large());
        Program bare = Program.bare(small, answer(small))) {
      bare.awaitPort();
      Iterator<byte[]> smallHot = bench.hot(small);
      Iterator<byte[]> largeHot = bench.hot(large);
      Bench.warmUp(bare, Bench.READERS, smallHot);
      Bench.warmUp(small, Bench.READERS, smallHot);
      Bench.warmUp(large, Bench.READERS, largeHot);
      report(
          Comparison.inTurns(
              bench.options().rounds(),
              List.of(
                  () -> bench.rate(bare, Bench.READERS, smallHot),
                  () -> bench.rate(small, Bench.READERS, smallHot),
                  () -> bench.rate(large, Bench.READERS, largeHot))),
          uniform(large));
      bench
          .table()
          .below(
              "Resident MiB, %s stored, after all reads".formatted(stored()),
              "%.0f",
              large.residentMiB(),
              1024);
    }
  }

  /// Rounds without a pause, after all others: each read leaves something to be written behind,
  /// which has to be paid for here and not in the rounds of somebody else.
  private double[] uniform(Program large) throws IOException {
    Bench.warmUp(large, Bench.READERS, count -> anywhere(large, count));
    double[] rates = new double[bench.options().rounds()];
    for (int round = 0; round < rates.length; round++) {
      rates[round] = bench.rate(large, Bench.READERS, anywhere(large, enough()));
    }
    return rates;
  }

  private void report(List<double[]> rates, double[] uniform) {
    Table table = bench.table();
    double[] small = rates.get(1);
    table.ratio(
        "GetSecretValue, 1,000 hot / bare listener", Comparison.of(small, rates.get(0)), 0.5);
    table.ratio(
        "The same, %s stored / %,d stored".formatted(stored(), Stores.SMALL),
        Comparison.of(rates.get(2), small),
        0.9);
    table.ratio(
        "Uniform over %s / 1,000 hot of %,d".formatted(stored(), Stores.SMALL),
        Comparison.of(uniform, small),
        0.3);
  }

  private String stored() {
    return "%,d".formatted(bench.options().secrets());
  }

  /// What the server answers to a read, for the bare listener to answer too.
  private Path answer(Program server) throws IOException {
    byte[] request =
        server
            .requests()
            .signed("GetSecretValue", "{\"SecretId\":\"%s\"}".formatted(Requests.name(0)));
    return Files.writeString(
        bench.options().folder().resolve("answer.json"), Load.once(server.address(), request));
  }

  private int enough() {
    return PRESIGNED_PER_SECOND * (int) bench.options().round().toSeconds();
  }

  private Iterator<byte[]> anywhere(Program server, int count) {
    return server.requests().uniform(bench.options().secrets(), count, bench.random());
  }
}
