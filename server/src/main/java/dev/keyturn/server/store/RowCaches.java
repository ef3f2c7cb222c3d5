package dev.keyturn.server.store;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;

/// The rows kept in memory: documents and sealed payloads, as they lie in the database.
record RowCaches(
    CoherentCache<DocumentKey, Document> documents, CoherentCache<String, Sealed> payloads) {
  /// What an entry costs beside its text: objects, keys' hashes, the cache's own nodes.
  private static final int ENTRY_BYTES = 250;

  static RowCaches ofBytes(long bytes) {
    return new RowCaches(
        new CoherentCache<>(
            bytes / 2, (key, it) -> ENTRY_BYTES + 2 * key.key().length() + it.body().length()),
        new CoherentCache<>(
            bytes / 2, (key, it) -> ENTRY_BYTES + key.length() + it.bytes().length));
  }
}
