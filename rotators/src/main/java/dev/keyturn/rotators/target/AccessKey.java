package dev.keyturn.rotators.target;

import dev.keyturn.key.SecretValue;

/// An access key. Not a record, for it holds the secret.
public final class AccessKey {
  private final String id;
  private final SecretValue secret;

  public AccessKey(String id, SecretValue secret) {
    this.id = id;
    this.secret = secret;
  }

  public String id() {
    return id;
  }

  public SecretValue secret() {
    return secret;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccessKey that && id.equals(that.id) && secret.equals(that.secret);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id;
  }
}
