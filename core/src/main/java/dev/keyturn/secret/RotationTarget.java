package dev.keyturn.secret;

import java.util.Optional;

/// What the service itself reads in the JSON of AWSCURRENT. It holds no secret.
///
/// @param address `host:port` of the target, in small letters; empty when the JSON names no host
/// @param superuser the `masterarn`
/// @param caution what the `ssl` key gives up, in words for the record; empty when it gives up
///   nothing
public record RotationTarget(
    Optional<String> address, Optional<String> superuser, Optional<String> caution) {

  private static final int SUFFIX = 7;

  /// Nothing is known of the target.
  public static final RotationTarget UNKNOWN =
      new RotationTarget(Optional.empty(), Optional.empty(), Optional.empty());

  /// Whether the `masterarn` names this secret: by its full ARN, its partial ARN or its name.
  public boolean namesSuperuser(String secretArn) {
    String partial = secretArn.substring(0, Math.max(0, secretArn.length() - SUFFIX));
    return superuser
        .filter(name ->
            name.equals(secretArn) || name.equals(partial) || partial.endsWith(":secret:" + name))
        .isPresent();
  }

  /// Finds the target of a secret. Thread-safe.
  @FunctionalInterface
  public interface Reader {
    /// [#UNKNOWN] when there is no JSON to read, or its key cannot be used.
    RotationTarget read(Stored secret);
  }
}
