package dev.keyturn.server.store;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a transaction changed: the last state of each row it touched, empty for one that it
/// deleted.
final class Changes {
  private final Map<DocumentKey, Optional<Document>> documents = new HashMap<>();
  private final Map<String, Optional<Sealed>> payloads = new HashMap<>();
  private boolean renewals;

  void document(DocumentKey key, Optional<Document> now) {
    documents.put(key, now);
  }

  void payload(String key, Optional<Sealed> now) {
    payloads.put(key, now);
  }

  /// A lease moved, which no reader sees.
  void renewal() {
    renewals = true;
  }

  void add(Changes later) {
    documents.putAll(later.documents);
    payloads.putAll(later.payloads);
    renewals |= later.renewals;
  }

  int count() {
    return documents.size() + payloads.size();
  }

  /// What is kept of these rows is shown no more: they are about to be committed.
  void announceTo(RowCaches caches) {
    caches.documents().committing(documents.keySet());
    caches.payloads().committing(payloads.keySet());
  }

  void applyTo(RowCaches caches) {
    caches.documents().committed(documents);
    caches.payloads().committed(payloads);
  }

  void forgetIn(RowCaches caches) {
    caches.documents().forget(documents.keySet());
    caches.payloads().forget(payloads.keySet());
  }

  /// Whether the store is as these changes leave it, so that their transaction can be called
  /// committed. A renewal leaves nothing to tell by.
  boolean foundBy(Reads reads) throws SQLException {
    if (renewals) {
      return false;
    }
    for (var document : documents.entrySet()) {
      if (!reads.get(document.getKey()).equals(document.getValue())) {
        return false;
      }
    }
    for (var payload : payloads.entrySet()) {
      if (!reads.payload(payload.getKey()).equals(payload.getValue())) {
        return false;
      }
    }
    return true;
  }
}
