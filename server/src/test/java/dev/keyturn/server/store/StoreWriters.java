package dev.keyturn.server.store;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Durability;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Sixteen writers that print what was acknowledged to them, `writer revision`, until they are
/// killed.
final class StoreWriters {
  static final int WRITERS = 16;

  private StoreWriters() {}

  public static void main(String[] arguments) throws InterruptedException {
    Out.only();
    try (var store = SqlStore.embedded(Path.of(arguments[0]), 1 << 20)) {
      var threads =
          IntStream.range(0, WRITERS)
              .mapToObj(writer -> Thread.startVirtualThread(() -> write(store, writer)))
              .toList();
      for (var thread : threads) {
        thread.join();
      }
    }
  }

  private static void write(SqlStore store, int writer) {
    var key = key(writer);
    long revision = store.get(key).map(it -> it.revision()).orElse(0L);
    try {
      while (true) {
        var body = "" + (revision + 1);
        store.commit(
            List.of(
                new Write.Put(key, revision, body, Optional.empty(), Lease.KEEP),
                new Write.PutPayload(payload(writer, revision + 1), Sealed.of(new byte[64]))),
            writer % 2 == 0 ? Durability.NOW : Durability.WITH_NEXT);
        revision++;
        Out.line(writer + " " + revision);
      }
    } catch (Conflict e) {
      throw new IllegalStateException(e);
    }
  }

  static DocumentKey key(int writer) {
    return new DocumentKey("secret", "w" + writer);
  }

  static String payload(int writer, long revision) {
    return "w" + writer + "/" + revision;
  }
}
