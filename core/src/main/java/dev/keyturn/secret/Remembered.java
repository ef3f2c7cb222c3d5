package dev.keyturn.secret;

import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the documents that were read last say, so that they need not be parsed again while they
/// stay as they are. Bounded: each document has two places, and whoever comes last takes the first.
/// Thread-safe, without a lock.
///
/// @param <T> an immutable value
final class Remembered<T> {
  private static final int PAIRS = 1 << 13;

  private final AtomicReferenceArray<@Nullable Entry<T>> entries =
      new AtomicReferenceArray<>(2 * PAIRS);

  /// The revision alone does not tell: a document that was deleted and made again starts anew.
  private record Entry<T>(DocumentKey key, long revision, String body, T value) {
    boolean isOf(Document document) {
      return revision == document.revision()
          && key.equals(document.key())
          && body.equals(document.body());
    }
  }

  /// What the document says, as it was read before or as it is read now.
  T get(Document document, Function<Document, T> read) {
    int first = first(document.key());
    for (int place = first; place < first + 2; place++) {
      Entry<T> entry = entries.get(place);
      if (entry != null && entry.isOf(document)) {
        return entry.value;
      }
    }
    T value = read.apply(document);
    put(new Entry<>(document.key(), document.revision(), document.body(), value));
    return value;
  }

  /// Remembers what a document says from this revision on.
  void put(DocumentKey key, long revision, String body, T value) {
    put(new Entry<>(key, revision, body, value));
  }

  private void put(Entry<T> entry) {
    int first = first(entry.key);
    Entry<T> present = entries.get(first);
    if (present != null && !present.key.equals(entry.key)) {
      entries.set(first + 1, present);
    }
    entries.set(first, entry);
  }

  private static int first(DocumentKey key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return (hash >>> 19) << 1;
  }
}
