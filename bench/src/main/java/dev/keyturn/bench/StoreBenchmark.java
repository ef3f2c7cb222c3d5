package dev.keyturn.bench;

import dev.keyturn.server.store.SqlStore;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// The embedded store against the least that could do the same work. What waits for the store does
/// so on virtual threads, as in the server. What never waits would keep JMH's other virtual threads
/// from ever starting: one thread per core.
@BenchmarkMode(Mode.Throughput)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx1g", "-Djmh.executor=VIRTUAL", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 5)
public class StoreBenchmark {
  private static final int WRITERS = 16;
  private static final int READERS = 64;

  /// A store that holds nothing in memory, or all.
  @State(Scope.Benchmark)
  public static class Filled {
    @Param({"100000"})
    private int secrets;

    private Path folder = Path.of("");
    private DocumentKey[] keys = {};
    private Optional<SqlStore> open = Optional.empty();

    long cacheBytes() {
      return 1L << 29;
    }

    @Setup(Level.Trial)
    public void fill() throws IOException {
      folder = Files.createTempDirectory("keyturn-bench");
      var store = SqlStore.embedded(folder, cacheBytes());
      open = Optional.of(store);
      Documents.fill(store, secrets);
      keys = IntStream.range(0, secrets).mapToObj(Documents::key).toArray(DocumentKey[]::new);
      for (var key : keys) {
        store.get(key);
      }
    }

    @TearDown(Level.Trial)
    public void delete() {
      open.ifPresent(SqlStore::close);
      Documents.delete(folder);
    }

    SqlStore store() {
      return open.orElseThrow();
    }

    DocumentKey any() {
      return keys[ThreadLocalRandom.current().nextInt(keys.length)];
    }
  }

  @State(Scope.Benchmark)
  public static class WithoutCache extends Filled {
    @Override
    long cacheBytes() {
      return 0;
    }
  }

  /// One JDBC connection and one thread that writes what sixteen callers would have gathered.
  @State(Scope.Benchmark)
  public static class Raw {
    private Path folder = Path.of("");
    private Optional<RawLoop> open = Optional.empty();

    @Setup(Level.Trial)
    public void fill() throws IOException, SQLException {
      folder = Files.createTempDirectory("keyturn-bench");
      open = Optional.of(new RawLoop(folder.resolve("raw.db")));
      open.get().fill(100_000);
    }

    @TearDown(Level.Trial)
    public void delete() throws SQLException {
      open.orElseThrow().close();
      Documents.delete(folder);
    }
  }

  @Benchmark
  @Threads(WRITERS)
  public void commit(Filled filled) throws Conflict {
    filled.store().commit(Documents.newVersion(filled.any()));
  }

  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(WRITERS)
  public void commitRaw(Raw raw) throws SQLException {
    raw.open.orElseThrow().commit(WRITERS);
  }

  @Benchmark
  @Threads(Threads.MAX)
  @Fork(
      value = 1,
      jvmArgs = {"-Xmx1g", "--enable-native-access=ALL-UNNAMED"})
  public Optional<Document> getCached(Filled filled) {
    return filled.store().get(filled.any());
  }

  @Benchmark
  @Threads(READERS)
  public Optional<Document> getUncached(WithoutCache filled) {
    return filled.store().get(filled.any());
  }
}
