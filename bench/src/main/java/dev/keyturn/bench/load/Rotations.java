package dev.keyturn.bench.load;

import dev.keyturn.bench.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// One rotation at a time on real databases, against what has to be done there by hand.
final class Rotations {
  /// A secret keeps at most a hundred versions of a day: each round has secrets of its own.
  private static final int TIMED = 20;

  private static final int UNTIMED = 2;

  /// Each takes a secret of its own, with rotations that nobody times: a rotation is much code,
  /// which is compiled only after thousands of them.
  private static final int WARM_UPS = 72;

  private static final int WARM_UP_ROTATIONS = 90;
  private static final int WARM_UP_CLIENTS = 4;

  private final Bench bench;
  private final AtomicInteger names = new AtomicInteger();

  Rotations(Bench bench) {
    this.bench = bench;
  }

  /// Something that can be done again and again.
  interface Series extends AutoCloseable {
    /// @return milliseconds
    double once() throws Exception;

    @Override
    default void close() throws IOException, SQLException {}
  }

  private interface Opening {
    Series open() throws Exception;
  }

  void measure() throws Exception {
    Path folder = Files.createDirectories(bench.options().folder().resolve("raw"));
    try (Program server = bench.server(bench.stores().scratch());
        RawStore raw = new RawStore(folder);
        Target postgres = new PostgresTarget();
        Target mariaDb = new MariaDbTarget()) {
      for (Target target : List.of(postgres, mariaDb)) {
        BareRotation bare = new BareRotation(target, "bare");
        BareRotation blind = new BareRotation(target, "blind");
        compare(
            "One alternating rotation, %s / bare".formatted(target.title()),
            () -> alternating(server, target),
            () -> bare::alternate,
            () -> blind::alternateBlindly);
        compare(
            "Denial window of a single user, %s / bare".formatted(target.title()),
            () ->
                new DenialWindow(
                    server, target, target.application("single" + names.incrementAndGet())),
            () -> () -> bare.change(raw::commit));
      }
    } finally {
      Documents.delete(folder);
    }
  }

  private Series alternating(Program server, Target target) throws IOException {
    User application = target.application("app" + names.incrementAndGet());
    User admin = target.superuser("admin" + names.incrementAndGet(), application);
    try (RotatingSecret superuser =
        RotatingSecret.create(server, Values.of(target, admin, ""), "")) {
      return RotatingSecret.create(
          server, Values.of(target, application, superuser.arn()), target.template() + "MultiUser");
    }
  }

  /// @param bare the first counts, the others are only shown
  private void compare(String what, Opening rotation, Opening... bare) throws Exception {
    List<Callable<Double>> sides = new ArrayList<>(List.of(() -> median(rotation)));
    Arrays.stream(bare).forEach(side -> sides.add(() -> median(side)));
    warmUp(rotation);
    for (Opening side : bare) {
      repeat(side, WARM_UPS * WARM_UP_ROTATIONS / WARM_UP_CLIENTS);
    }
    List<double[]> times = Comparison.inTurns(bench.options().rounds(), sides);
    bench.table().times(what, Comparison.of(times.get(0), times.get(1)), 3);
    for (double[] shown : times.subList(2, times.size())) {
      bench
          .table()
          .shown("The same / log-ins and password alone", Comparison.of(times.get(0), shown));
    }
  }

  private static void warmUp(Opening rotation) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(WARM_UP_CLIENTS)) {
      List<Callable<Void>> all =
          Collections.nCopies(
              WARM_UPS,
              () -> {
                repeat(rotation, WARM_UP_ROTATIONS);
                return null;
              });
      for (Future<Void> one : clients.invokeAll(all)) {
        one.get();
      }
    }
  }

  private static void repeat(Opening opening, int times) throws Exception {
    try (Series series = opening.open()) {
      for (int i = 0; i < times; i++) {
        var _ = series.once();
      }
    }
  }

  /// Of one round. Alternating users are made in its beginning, which is not timed.
  private static double median(Opening opening) throws Exception {
    try (Series series = opening.open()) {
      for (int i = 0; i < UNTIMED; i++) {
        var _ = series.once();
      }
      double[] times = new double[TIMED];
      for (int i = 0; i < TIMED; i++) {
        times[i] = series.once();
      }
      return Comparison.median(times);
    }
  }
}
