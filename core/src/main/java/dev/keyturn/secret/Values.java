package dev.keyturn.secret;

import dev.keyturn.identity.Arn;
import dev.keyturn.key.Envelope;
import dev.keyturn.key.Envelope.Letter;
import dev.keyturn.key.Envelope.Owner;
import dev.keyturn.key.KeyService;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.Sealed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.DecryptionFailure;
import dev.keyturn.operation.Refusal.EncryptionFailure;
import dev.keyturn.secret.Version.WrappedKey;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.util.Base64;
import java.util.Optional;

/// Seals the values of versions and opens them again, and says in AWS's codes when a key does not
/// serve. Thread-safe.
final class Values {
  private final Store store;
  private final KeyService keys;
  private final Envelope envelope;
  private final ValueWatch watch;

  Values(Store store, KeyService keys) {
    this(store, keys, ValueWatch.NONE);
  }

  Values(Store store, KeyService keys, ValueWatch watch) {
    this.store = store;
    this.keys = keys;
    this.watch = watch;
    this.envelope = new Envelope(keys);
  }

  /// A version with its value: what its secret keeps of it, and the payload to be written.
  record SealedVersion(Version version, Write payload) {}

  /// The ARN of the key that encrypts a secret.
  ///
  /// @param kmsKeyId as the user gives it; empty for the default key
  String keyFor(SecretKey key, Optional<String> kmsKeyId) {
    try {
      return keys.keyFor(key.account(), key.region(), kmsKeyId);
    } catch (KeyUnusable unusable) {
      throw failure(unusable);
    }
  }

  /// The ARN of the key that a request names, for conditions; empty for one that cannot be used.
  Optional<String> arnOf(String secretArn, Optional<String> kmsKeyId) {
    SecretKey key = SecretKey.of(Arn.parse(secretArn).orElseThrow());
    return kmsKeyId
        .filter(id -> !id.isEmpty())
        .flatMap(id -> {
          try {
            return Optional.of(keys.keyFor(key.account(), key.region(), Optional.of(id)));
          } catch (KeyUnusable _) {
            return Optional.empty();
          }
        });
  }

  /// The key id that a secret keeps: none for the default key, by whichever name it was given.
  Optional<String> kept(SecretKey key, Optional<String> kmsKeyId) {
    Optional<String> given = kmsKeyId.filter(id -> !id.isEmpty());
    return given.filter(_ -> !isDefault(key, keyFor(key, given)));
  }

  /// Whether the key with this ARN is the default one.
  boolean isDefault(SecretKey key, String keyArn) {
    return keyArn.equals(keyFor(key, Optional.empty()));
  }

  SealedVersion seal(SecretKey key, String keyArn, Version version, SecretValue value) {
    try {
      Letter letter = envelope.seal(keyArn, owner(key, version), value);
      watch.written(key, value);
      return new SealedVersion(
          version.withKey(wrapped(keyArn, letter.wrappedKey())),
          new Write.PutPayload(key.payload(version.id()), letter.value()));
    } catch (KeyUnusable unusable) {
      throw failure(unusable);
    }
  }

  /// The value of a version that has one; empty when its payload is gone, because the version was
  /// collected after its secret was read.
  Optional<SecretValue> open(SecretKey key, Version version) {
    Optional<SecretValue> value =
        store
            .payload(key.payload(version.id()))
            .map(payload -> open(key, version, version.key().orElseThrow(), payload));
    value.ifPresent(it -> watch.read(key, it));
    return value;
  }

  private SecretValue open(SecretKey key, Version version, WrappedKey wrapped, Sealed payload) {
    try {
      Sealed dataKey = Sealed.of(Base64.getDecoder().decode(wrapped.wrapped()));
      return envelope.open(wrapped.keyArn(), owner(key, version), new Letter(dataKey, payload));
    } catch (KeyUnusable unusable) {
      throw new DecryptionFailure(
          "Secrets Manager can't decrypt the protected secret text using the provided KMS key. "
              + unusable.getMessage());
    }
  }

  /// The version under another key; its payload stays as it is.
  Version rewrap(SecretKey key, String keyArn, Version version) {
    WrappedKey before = version.key().orElseThrow();
    if (before.keyArn().equals(keyArn)) {
      return version;
    }
    try {
      Sealed dataKey = Sealed.of(Base64.getDecoder().decode(before.wrapped()));
      return version.withKey(
          wrapped(keyArn, envelope.rewrap(before.keyArn(), dataKey, keyArn, owner(key, version))));
    } catch (KeyUnusable unusable) {
      throw failure(unusable);
    }
  }

  private static Owner owner(SecretKey key, Version version) {
    return new Owner(key.arn().toString(), version.id());
  }

  private static WrappedKey wrapped(String keyArn, Sealed dataKey) {
    return new WrappedKey(keyArn, Base64.getEncoder().encodeToString(dataKey.bytes()));
  }

  private static EncryptionFailure failure(KeyUnusable unusable) {
    return new EncryptionFailure(
        "Secrets Manager can't encrypt the protected secret text using the provided KMS key. "
            + unusable.getMessage());
  }
}
