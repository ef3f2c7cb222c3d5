package dev.keyturn.iam;

import dev.keyturn.iam.SessionTokens.Given;
import dev.keyturn.key.SecretValue;
import java.time.Instant;

/// A session's credentials as answers show them, once.
public record Issued(
    String accessKeyId, SecretValue secretAccessKey, String sessionToken, Instant expiration) {

  static Issued of(Given given) {
    return new Issued(
        given.credential().accessKeyId(),
        given.credential().secretAccessKey(),
        given.token(),
        given.credential().expires().orElseThrow());
  }

  @Override
  public String toString() {
    return "Issued[" + accessKeyId + ", redacted]";
  }
}
