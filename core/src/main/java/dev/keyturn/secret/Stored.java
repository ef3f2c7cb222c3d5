package dev.keyturn.secret;

import dev.keyturn.operation.Resource;

/// A secret as it was read, with the revision that a commit is conditional on.
public record Stored(Secret secret, SecretKey key, long revision) implements Resource {

  @Override
  public String arn() {
    return secret.arn();
  }
}
