package dev.keyturn.bench;

import dev.keyturn.key.Sealed;
import dev.keyturn.server.store.SqlStore;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Secrets as they lie in a store: a document of 400 bytes and 190 for each version, and a payload
/// of 170 for each version.
public final class Documents {
  private static final String BODY = body(1);
  private static final Sealed PAYLOAD = Sealed.of(new byte[170]);
  private static final int BATCH = 1000;

  private Documents() {}

  public static DocumentKey key(int number) {
    return new DocumentKey("secret", "000000000000/eu-central-1/bench/%07d".formatted(number));
  }

  public static String body() {
    return BODY;
  }

  /// The document of a secret that has so many versions.
  public static String body(int versions) {
    return "{\"name\":\"bench\",\"rest\":\"" + "x".repeat(370 + 190 * versions) + "\"}";
  }

  public static Sealed payload() {
    return PAYLOAD;
  }

  /// What is written for a secret's first version.
  public static List<Write> newVersion(DocumentKey key) {
    return newVersion(key, BODY);
  }

  /// What a PutSecretValue writes.
  public static List<Write> newVersion(DocumentKey key, String body) {
    return List.of(
        new Write.Put(key, Write.ANY, body, Optional.empty(), Lease.KEEP),
        new Write.PutPayload(key.key() + "/" + UUID.randomUUID(), PAYLOAD));
  }

  public static void fill(SqlStore store, int count) {
    try {
      for (int from = 0; from < count; from += BATCH) {
        var batch = new ArrayList<Write>();
        for (int i = from; i < Math.min(count, from + BATCH); i++) {
          batch.addAll(newVersion(key(i)));
        }
        store.commit(batch);
      }
    } catch (Conflict e) {
      throw new IllegalStateException(e);
    }
  }

  public static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
