package dev.keyturn.secret;

import dev.keyturn.secret.Secret.Details;
import dev.keyturn.secret.Secret.RotationSettings;
import dev.keyturn.secret.Version.WrappedKey;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/// A secret as its document keeps it. All of it is written anew at each change, and there may be a
/// hundred versions: what they have in common stands there once.
///
/// @param keyArn the key of each version that names no other
/// @param versions by id, in the order of creation
record SecretDocument(
    String arn,
    String name,
    Details details,
    Instant created,
    Instant lastChanged,
    Optional<Instant> deletion,
    Optional<RotationSettings> rotation,
    Optional<String> keyArn,
    Map<String, VersionDocument> versions) {

  /// One version.
  ///
  /// @param id stands in documents of stores before format 3; it is the member's name
  /// @param labels absent when there are none; an empty list before format 3
  record VersionDocument(
      Optional<String> id,
      Instant created,
      Optional<SortedSet<String>> labels,
      Optional<WrappedKeyDocument> key) {

    private static VersionDocument of(Version version, Optional<String> usual) {
      return new VersionDocument(
          Optional.empty(),
          version.created(),
          Optional.of(version.labels()).filter(labels -> !labels.isEmpty()),
          version.key().map(key -> WrappedKeyDocument.of(key, usual)));
    }

    private Version version(String name, Optional<String> usual) {
      return new Version(
          name,
          created,
          labels.orElse(Collections.emptySortedSet()),
          key.map(it -> it.wrappedKey(usual)));
    }
  }

  /// A version's wrapped data key.
  ///
  /// @param keyArn absent when it is the usual one; always there before format 3
  record WrappedKeyDocument(Optional<String> keyArn, String wrapped) {

    private static WrappedKeyDocument of(WrappedKey key, Optional<String> usual) {
      return new WrappedKeyDocument(
          Optional.of(key.keyArn()).filter(arn -> !usual.equals(Optional.of(arn))), key.wrapped());
    }

    private WrappedKey wrappedKey(Optional<String> usual) {
      return new WrappedKey(keyArn.or(() -> usual).orElseThrow(), wrapped);
    }
  }

  static SecretDocument of(Secret secret) {
    Optional<String> usual = newestKey(secret.versions()).map(WrappedKey::keyArn);
    Map<String, VersionDocument> versions = new LinkedHashMap<>();
    secret.versions().forEach((id, it) -> versions.put(id, VersionDocument.of(it, usual)));
    return new SecretDocument(
        secret.arn(),
        secret.name(),
        secret.details(),
        secret.created(),
        secret.lastChanged(),
        secret.deletion(),
        secret.rotation(),
        usual,
        versions);
  }

  private static Optional<WrappedKey> newestKey(Map<String, Version> versions) {
    Optional<WrappedKey> newest = Optional.empty();
    for (Version version : versions.values()) {
      newest = version.key().isPresent() ? version.key() : newest;
    }
    return newest;
  }

  Secret secret() {
    Map<String, Version> all = new LinkedHashMap<>();
    versions.forEach((id, it) -> all.put(id, it.version(id, keyArn)));
    return new Secret(arn, name, details, created, lastChanged, deletion, rotation, all);
  }
}
