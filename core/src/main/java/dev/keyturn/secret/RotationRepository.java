package dev.keyturn.secret;

import dev.keyturn.rotation.Rotation;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Remembered;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.util.List;
import java.util.Optional;

/// Finds the rotations of secrets. Writes that it makes leave a worker's claim as it is: the worker
/// learns of the change when it commits. Thread-safe.
public final class RotationRepository {
  private final Store store;
  private final Remembered<DocumentKey, Parsed> parsed = new Remembered<>(10);

  public RotationRepository(Store store) {
    this.store = store;
  }

  /// A rotation as it was read, with the revision that a commit is conditional on.
  public record Found(Rotation rotation, long revision) {}

  /// What a body says, whenever it is read.
  private record Parsed(String body, Rotation rotation) {}

  /// Empty when rotation was never turned on.
  public Optional<Found> get(SecretKey key) {
    return store
        .get(key.rotation())
        .map(document -> new Found(read(document), document.revision()));
  }

  /// The rotation in its document. One is read many times while it is under way, and has fifty
  /// steps of history.
  public Rotation read(Document document) {
    Parsed known = parsed.get(document.key());
    if (known != null && known.body.equals(document.body())) {
      return known.rotation;
    }
    Rotation rotation = found(document).rotation();
    remember(document, rotation);
    return rotation;
  }

  /// Spares the next who reads this document the parsing.
  public void remember(Document document, Rotation rotation) {
    parsed.put(document.key(), new Parsed(document.body(), rotation));
  }

  /// A rotation and where it lies.
  public record Keyed(SecretKey key, Rotation rotation) {}

  /// Rotations of all accounts and regions, in the order of their keys.
  ///
  /// @param after the text of the last key of the page before; empty for the first page
  public List<Keyed> page(String after, int limit) {
    return store.scan("rotation", "", after, limit).stream()
        .map(it -> new Keyed(SecretKey.parse(it.key().key()), found(it).rotation()))
        .toList();
  }

  static Found found(Document document) {
    return new Found(Json.read(document.body(), Rotation.class), document.revision());
  }

  /// The write that makes a rotation what it is now.
  static Write put(SecretKey key, Optional<Found> before, Rotation after) {
    return new Write.Put(
        key.rotation(),
        before.map(Found::revision).orElse(Write.ABSENT),
        Json.write(after),
        after.due(),
        Lease.KEEP);
  }
}
