package dev.keyturn.bench.load;

import dev.keyturn.bench.load.Load.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/// What the parts of the run have in common.
record Bench(Options options, Stores stores, Table table, Random random) {
  static final int READERS = 64;
  static final int HOT = 1000;
  static final int MOST_WARM_UPS = 15;
  private static final int LEAST_WARM_UPS = 5;
  private static final double STEADY = 1.03;
  static final int WARM_UP_WRITES = 16_000;
  private static final int WARM_UP_READS = 80_000;
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(20);

  /// A server that is ready.
  Program server(Path data) throws IOException, InterruptedException {
    Program server = Program.server(options.checkout(), data, Map.of());
    try {
      var _ = server.awaitReady();
      return server;
    } catch (IOException | InterruptedException failed) {
      server.close();
      throw failed;
    }
  }

  /// Reads of the hot secrets.
  Iterator<byte[]> hot(Program server) {
    return server.requests().hot(HOT, random);
  }

  /// Puts a program under load until its code is compiled and its rate rises no more. That needs
  /// requests more than time, and connections that come and go as between rounds: else each round
  /// would begin with the loss of what was compiled.
  ///
  /// @param requests at least as many as are needed
  static void warmUp(Program program, int connections, Iterator<byte[]> requests)
      throws IOException {
    warmUp(program, connections, _ -> requests);
  }

  /// The same with requests of their own for each turn, of which there are so many.
  static void warmUp(Program program, int connections, IntFunction<Iterator<byte[]>> requests)
      throws IOException {
    int each = connections == READERS ? WARM_UP_READS : WARM_UP_WRITES;
    untilSteady(() ->
        new Load(program.address(), connections, new Some(each, requests.apply(each)))
            .run(LONGEST_WARM_UP)
            .rate());
  }

  /// A round of which only the rate matters.
  interface Round {
    double rate() throws IOException;
  }

  private static void untilSteady(Round round) throws IOException {
    double best = 0;
    for (int i = 1; i <= MOST_WARM_UPS; i++) {
      double rate = round.rate();
      if (i >= LEAST_WARM_UPS && rate < best * STEADY) {
        return;
      }
      best = Math.max(best, rate);
    }
  }

  /// So many of the requests.
  private static final class Some implements Iterator<byte[]> {
    private int left;
    private final Iterator<byte[]> requests;

    Some(int count, Iterator<byte[]> requests) {
      this.left = count;
      this.requests = requests;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public byte[] next() {
      left--;
      return requests.next();
    }
  }

  /// Answers a second, over one round.
  double rate(Program program, int connections, Iterator<byte[]> requests) throws IOException {
    double before = program.processorMicros();
    Figures figures = new Load(program.address(), connections, requests).run(options.round());
    System.out.printf(
        "    %-20s %,9.0f/s  median %6.2f ms  99%% %6.2f ms  processor %5.1f us an answer%n",
        program,
        figures.rate(),
        figures.median(),
        figures.slow(),
        (program.processorMicros() - before) / figures.answers());
    return figures.rate();
  }
}
