package dev.keyturn.server.sigv4;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/// SHA-256 and HMAC-SHA256. Looking up an algorithm costs more than using it, and a thread-local is
/// of no use to virtual threads that live for one request: a few instances are lent out instead.
/// Thread-safe.
final class Hashing {
  private static final HexFormat HEX = HexFormat.of();

  private final AtomicReferenceArray<@Nullable Instruments> idle =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());

  private record Instruments(MessageDigest digest, Mac mac) {
    static Instruments create() {
      try {
        return new Instruments(MessageDigest.getInstance("SHA-256"), Mac.getInstance("HmacSHA256"));
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException("Every Java platform has SHA-256", impossible);
      }
    }
  }

  String sha256Hex(byte[] bytes) {
    return HEX.formatHex(sha256(bytes));
  }

  byte[] sha256(byte[] bytes) {
    Instruments instruments = lend();
    byte[] hash = instruments.digest.digest(bytes);
    giveBack(instruments);
    return hash;
  }

  byte[] hmac(Key key, byte[] bytes) {
    Instruments instruments = lend();
    try {
      instruments.mac.init(key);
      return instruments.mac.doFinal(bytes);
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("HMAC-SHA256 takes every key", unusable);
    } finally {
      giveBack(instruments);
    }
  }

  private Instruments lend() {
    for (int place = 0; place < idle.length(); place++) {
      Instruments lent = idle.getPlain(place) == null ? null : idle.getAndSet(place, null);
      if (lent != null) {
        return lent;
      }
    }
    return Instruments.create();
  }

  private void giveBack(Instruments instruments) {
    for (int place = 0; place < idle.length(); place++) {
      if (idle.getPlain(place) == null && idle.compareAndSet(place, null, instruments)) {
        return;
      }
    }
  }
}
