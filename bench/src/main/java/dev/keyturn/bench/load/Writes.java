package dev.keyturn.bench.load;

import dev.keyturn.bench.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/// PutSecretValue, durable and audited durably, against the store alone on the same disk.
final class Writes {
  private static final int WRITERS = 16;

  /// Those below are for warming up, so that those measured have as few versions as secrets have
  /// that are not written a dozen times a minute: each version makes the document longer.
  private static final int MEASURED_FROM = Stores.SMALL / 2;

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
      Bench.warmUp(server, WRITERS, warmUps(server));
      read(server);
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
    return bench.rate(
        server,
        WRITERS,
        server.requests().puts(MEASURED_FROM, Stores.SMALL, enough, bench.random()));
  }

  private Iterator<byte[]> warmUps(Program server) {
    int most = Bench.MOST_WARM_UPS * Bench.WARM_UP_WRITES;
    return server.requests().puts(0, MEASURED_FROM, most, bench.random());
  }

  /// Twice, after which the rows of all are in memory, as they are after they were written.
  private static void read(Program server) throws IOException {
    for (int i = 0; i < 2; i++) {
      Iterator<byte[]> all =
          IntStream.range(MEASURED_FROM, Stores.SMALL).mapToObj(server.requests()::get).iterator();
      var _ = new Load(server.address(), WRITERS, all).run(Duration.ofMinutes(1));
    }
  }
}
