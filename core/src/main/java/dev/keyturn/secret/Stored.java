package dev.keyturn.secret;

import dev.keyturn.access.Context;
import dev.keyturn.access.Policy;
import dev.keyturn.operation.Resource;
import dev.keyturn.secret.Secret.RotationSettings;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A secret as it was read, with the revision that a commit is conditional on. Immutable.
///
/// Not a record, because its policy is compiled when somebody asks for it first: lists read many
/// secrets and ask for the policy of none.
public final class Stored implements Resource {
  private final Secret secret;
  private final SecretKey key;
  private final long revision;

  /// Soft, because what is compiled can be a hundred times as long as its document, and thousands
  /// of secrets are remembered.
  private volatile @Nullable SoftReference<Policy> policy;

  public Stored(Secret secret, SecretKey key, long revision) {
    this.secret = secret;
    this.key = key;
    this.revision = revision;
  }

  public Secret secret() {
    return secret;
  }

  public SecretKey key() {
    return key;
  }

  public long revision() {
    return revision;
  }

  @Override
  public String arn() {
    return secret.arn();
  }

  /// The same secret as a change would leave it, to be asked what its caller may then.
  Stored as(Secret changed) {
    return new Stored(changed, key, revision);
  }

  @Override
  public Optional<Policy> resourcePolicy() {
    Optional<ResourcePolicy> stored = secret.details().policy();
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    SoftReference<Policy> kept = policy;
    Policy compiled = kept == null ? null : kept.get();
    if (compiled == null) {
      compiled = stored.get().compiled();
      policy = new SoftReference<>(compiled);
    }
    return Optional.of(compiled);
  }

  @Override
  public Map<String, String> tags() {
    return secret.details().tags();
  }

  @Override
  public Context context() {
    return key ->
        switch (key) {
          case "secretsmanager:secretid" -> List.of(secret.arn());
          case "secretsmanager:secretprimaryregion" -> List.of(this.key.region().code());
          case "secretsmanager:resource/allowrotationlambdaarn" -> function();
          default -> List.of();
        };
  }

  private List<String> function() {
    return secret.rotation().flatMap(RotationSettings::functionArn).map(List::of).orElse(List.of());
  }

  @Override
  public String toString() {
    return secret.arn() + " at revision " + revision;
  }
}
