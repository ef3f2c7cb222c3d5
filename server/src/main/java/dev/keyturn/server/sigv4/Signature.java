package dev.keyturn.server.sigv4;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.keyturn.iam.Credential;
import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/// Checks signatures. The signing key of a scope is derived in four steps that depend on nothing of
/// the request, so it is kept for the requests that follow. Thread-safe.
final class Signature {
  private static final int CACHED_KEYS = 10_000;
  private static final String MAC = "HmacSHA256";

  private final Hashing hashing;
  private final Cache<String, SigningKey> keys =
      Caffeine.newBuilder().maximumSize(CACHED_KEYS).build();

  Signature(Hashing hashing) {
    this.hashing = hashing;
  }

  /// Key material, so not a record; with the secret that it was made from, because an access key's
  /// secret may change.
  private static final class SigningKey {
    private final SecretValue secret;
    private final Key key;

    SigningKey(SecretValue secret, Key key) {
      this.secret = secret;
      this.key = key;
    }
  }

  /// Whether the credential made this signature of the canonical request. Compares in constant
  /// time.
  boolean matches(Authorization authorization, Credential credential, String canonicalHash) {
    CredentialScope scope = authorization.scope();
    SigningKey cached = keys.getIfPresent(scope.credential());
    boolean usable = cached != null && cached.secret.equals(credential.secretAccessKey());
    SigningKey key =
        usable && cached != null ? cached : derive(scope, credential.secretAccessKey());
    byte[] expected = hashing.hmac(key.key, stringToSign(authorization, canonicalHash));
    boolean matches = MessageDigest.isEqual(expected, bytes(authorization.signature()));
    if (matches && !usable) {
      // Only for who proved to hold the secret: nobody else can push keys out of the cache.
      keys.put(scope.credential(), key);
    }
    return matches;
  }

  private SigningKey derive(CredentialScope scope, SecretValue secret) {
    byte[] start = prefixed(secret.revealBytes());
    byte[] date = hashing.hmac(new SecretKeySpec(start, MAC), utf8(scope.date()));
    Arrays.fill(start, (byte) 0);
    byte[] region = hashing.hmac(new SecretKeySpec(date, MAC), utf8(scope.region()));
    byte[] service = hashing.hmac(new SecretKeySpec(region, MAC), utf8(scope.service()));
    byte[] signing = hashing.hmac(new SecretKeySpec(service, MAC), utf8(scope.terminator()));
    return new SigningKey(secret, new SecretKeySpec(signing, MAC));
  }

  private static byte[] prefixed(byte[] secret) {
    byte[] start = new byte[4 + secret.length];
    System.arraycopy(utf8("AWS4"), 0, start, 0, 4);
    System.arraycopy(secret, 0, start, 4, secret.length);
    Arrays.fill(secret, (byte) 0);
    return start;
  }

  private static byte[] stringToSign(Authorization authorization, String canonicalHash) {
    return utf8(
        Authorization.ALGORITHM
            + '\n'
            + authorization.time().basic()
            + '\n'
            + authorization.scope().text()
            + '\n'
            + canonicalHash);
  }

  /// A signature that is no hexadecimal number equals none.
  private static byte[] bytes(String signature) {
    try {
      return HexFormat.of().parseHex(signature);
    } catch (IllegalArgumentException notHexadecimal) {
      return new byte[0];
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
