package dev.keyturn.secret;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// One version of a secret. The value lies apart, sealed, in a write-once payload; the wrapped data
/// key that opens it stands here, so that it can be wrapped again.
///
/// @param id the ClientRequestToken that made it, 32 to 64 characters
/// @param labels the staging labels; none: deprecated
/// @param key empty for the placeholder of a rotation, which has no value yet
public record Version(
    String id, Instant created, SortedSet<String> labels, Optional<WrappedKey> key) {

  public Version {
    labels = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(labels));
  }

  /// The data key of a version, wrapped by the key with this ARN. Base64 text, because documents
  /// are JSON.
  public record WrappedKey(String keyArn, String wrapped) {}

  /// Whether there is a value to read.
  public boolean hasValue() {
    return key.isPresent();
  }

  Version withKey(WrappedKey wrapped) {
    return new Version(id, created, labels, Optional.of(wrapped));
  }

  Version withLabel(String label) {
    SortedSet<String> more = new TreeSet<>(labels);
    more.add(label);
    return new Version(id, created, more, key);
  }

  Version withoutLabel(String label) {
    SortedSet<String> fewer = new TreeSet<>(labels);
    fewer.remove(label);
    return new Version(id, created, fewer, key);
  }
}
