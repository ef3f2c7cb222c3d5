package dev.keyturn.lambda;

import dev.keyturn.key.AesKey;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import dev.keyturn.key.Sealed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Seals the chunks of zips and opens them again, under a key that comes from the master key. Which
/// chunk it is is authenticated with it. Thread-safe.
final class CodeSeal {
  private final MasterKey master;

  CodeSeal(MasterKey master) {
    this.master = master;
  }

  /// Where a chunk lies.
  static String payload(Home home, String sha256, int number) {
    return "function-code/" + home.prefix() + sha256 + "/" + number;
  }

  Sealed seal(Home home, String sha256, int number, byte[] plain) {
    try (AesKey key = key(home)) {
      return Sealed.of(key.seal(plain, context(home, sha256, number)));
    }
  }

  byte[] open(Home home, String sha256, int number, Sealed sealed) throws KeyUnusable {
    try (AesKey key = key(home)) {
      return key.open(sealed.bytes(), context(home, sha256, number));
    }
  }

  private static byte[] context(Home home, String sha256, int number) {
    return ("keyturn:code " + payload(home, sha256, number)).getBytes(StandardCharsets.UTF_8);
  }

  private AesKey key(Home home) {
    byte[] bytes = master.derive("function code " + home.prefix());
    try {
      return AesKey.of(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
