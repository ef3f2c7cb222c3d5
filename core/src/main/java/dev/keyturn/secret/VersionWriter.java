package dev.keyturn.secret;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.ResourceExists;
import dev.keyturn.secret.Values.SealedVersion;
import dev.keyturn.store.Write;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Adds a version with a value, once for each token: the same value again changes nothing, another
/// value is refused, and the placeholder of a rotation is filled.
final class VersionWriter {
  private final Values values;

  VersionWriter(Values values) {
    this.values = values;
  }

  /// A version to be.
  ///
  /// @param token becomes its id
  /// @param labels what the request attaches to it
  record NewVersion(String token, SecretValue value, Collection<String> labels) {}

  /// A secret with a version more, and the payload to be written with it.
  record Added(Secret secret, List<Write> writes) {}

  /// Empty when the version is there with this value already.
  Optional<Added> add(SecretKey key, Secret secret, NewVersion wanted, Instant now) {
    Optional<Version> present = secret.version(wanted.token());
    if (present.filter(Version::hasValue).isPresent()) {
      requireSame(key, secret, wanted);
      return Optional.empty();
    }
    Version version =
        present.orElseGet(
            () -> new Version(wanted.token(), now, new TreeSet<>(), Optional.empty()));
    String keyArn = values.keyFor(key, secret.details().kmsKeyId());
    SealedVersion sealed = values.seal(key, keyArn, version, wanted.value());
    Secret labelled = label(secret.with(sealed.version()), wanted);
    return Optional.of(new Added(labelled, List.of(sealed.payload())));
  }

  /// AWSCURRENT goes last, so that AWSPREVIOUS ends where it belongs whatever else was asked. The
  /// first value of a secret is current whatever was asked.
  private static Secret label(Secret secret, NewVersion wanted) {
    Secret labelled = secret;
    for (String label : wanted.labels()) {
      if (!label.equals(Labels.CURRENT)) {
        labelled = labelled.label(label, wanted.token());
      }
    }
    boolean current =
        wanted.labels().contains(Labels.CURRENT) || secret.labelled(Labels.CURRENT).isEmpty();
    return current ? labelled.label(Labels.CURRENT, wanted.token()) : labelled;
  }

  /// Refuses another value for a version that has one.
  void requireSame(SecretKey key, Secret secret, NewVersion wanted) {
    Version present = secret.version(wanted.token()).orElseThrow();
    if (values.open(key, present).filter(wanted.value()::equals).isEmpty()) {
      throw new ResourceExists(
          "You can't use ClientRequestToken %s because that value is already in use for a version of secret %s."
              .formatted(wanted.token(), secret.arn()));
    }
  }
}
