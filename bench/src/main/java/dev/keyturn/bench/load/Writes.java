package dev.keyturn.bench.load;

import dev.keyturn.bench.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/// PutSecretValue, durable and audited durably, against the store alone on the same disk.
final class Writes {
  private static final int WRITERS = 16;

  /// More than are answered in a second.
  private static final int PRESIGNED_PER_SECOND = 10_000;

  private final Bench bench;

  Writes(Bench bench) {
    this.bench = bench;
  }

  void measure() throws Exception {
    Path folder = Files.createDirectories(bench.options().folder().resolve("raw"));
    try (Program server = bench.server(bench.stores().scratch());
        RawStore raw = new RawStore(folder)) {
      Bench.warmUp(server, WRITERS, puts(server, Bench.MOST_WARM_UPS * Bench.WARM_UP_WRITES));
      double _ = raw.rate(WRITERS, bench.options().round());
      List<double[]> rates =
          Comparison.inTurns(
              bench.options().rounds(),
              List.of(() -> raw.rate(WRITERS, bench.options().round()), () -> puts(server)));
      bench
          .table()
          .ratio(
              "PutSecretValue, 16 clients / raw store, 16 writers",
              Comparison.of(rates.get(1), rates.get(0)),
              0.5);
    } finally {
      Documents.delete(folder);
    }
  }

  private double puts(Program server) throws Exception {
    int enough = PRESIGNED_PER_SECOND * (int) bench.options().round().toSeconds();
    return bench.rate(server, WRITERS, puts(server, enough));
  }

  private Iterator<byte[]> puts(Program server, int count) {
    return server.requests().puts(Stores.SMALL, count, bench.random());
  }
}
