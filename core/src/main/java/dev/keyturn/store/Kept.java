package dev.keyturn.store;

/// The record in a document as it was read, to be changed on the revision that it had. Immutable.
public record Kept<T extends Record>(DocumentKey key, T body, long revision) {

  /// What a document says.
  public static <T extends Record> Kept<T> of(Document document, Class<T> type) {
    return new Kept<>(document.key(), Json.read(document.body(), type), document.revision());
  }
}
