package dev.keyturn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An acknowledged write survives kill -9.
final class StoreCrashTest {
  private static final int KILLS = 4;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 1500;

  @TempDir private Path folder;

  private final long[] acknowledged = new long[StoreWriters.WRITERS];

  @Test
  void everyAcknowledgedWriteIsFoundAfterAKill() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      var writers = Child.start(StoreWriters.class, folder.toString());
      try {
        assertThat(read(writers, ACKNOWLEDGED_BEFORE_KILL)).isEqualTo(ACKNOWLEDGED_BEFORE_KILL);
      } finally {
        // Unlike the process, its handle leaves what is still in the pipe to be read.
        writers.toHandle().destroyForcibly();
      }
      read(writers, Integer.MAX_VALUE);
      writers.waitFor();
      IntStream.range(0, StoreWriters.WRITERS)
          .forEach(i -> assertThat(acknowledged[i]).isPositive());
      verify();
    }
  }

  /// Lines may be cut at the moment of death; a whole one was acknowledged.
  private int read(Process writers, int lines) throws IOException {
    var out = writers.inputReader();
    int read = 0;
    for (var line = out.readLine(); line != null; line = ++read < lines ? out.readLine() : null) {
      var parts = line.split(" ", -1);
      if (parts.length == 2 && !parts[1].isEmpty()) {
        int writer = Integer.parseInt(parts[0]);
        acknowledged[writer] = Math.max(acknowledged[writer], Long.parseLong(parts[1]));
      }
    }
    return read;
  }

  private void verify() {
    try (var store = SqlStore.embedded(folder, 1 << 20)) {
      for (int writer = 0; writer < StoreWriters.WRITERS; writer++) {
        var document = store.get(StoreWriters.key(writer)).orElseThrow();
        long revision = document.revision();
        assertThat(revision).isBetween(acknowledged[writer], acknowledged[writer] + 1);
        assertThat(document.body()).isEqualTo("" + revision);
        for (long i = 1; i <= revision; i++) {
          assertThat(store.payload(StoreWriters.payload(writer, i))).isPresent();
        }
        assertThat(store.payload(StoreWriters.payload(writer, revision + 1)))
            .isEqualTo(Optional.empty());
      }
    }
  }
}
