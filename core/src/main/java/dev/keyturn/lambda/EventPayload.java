package dev.keyturn.lambda;

import dev.keyturn.key.AesKey;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import dev.keyturn.key.Sealed;
import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Seals what an event holds while it waits, and opens it again, under a key of its own that comes
/// from the master key. Thread-safe.
final class EventPayload {
  private final MasterKey master;

  EventPayload(MasterKey master) {
    this.master = master;
  }

  Sealed seal(QueuedEvent event, SecretValue payload) {
    byte[] plain = payload.revealBytes();
    try (AesKey key = key(event)) {
      return Sealed.of(key.seal(plain, context(event)));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /// @throws IllegalStateException when the store gives what was not put into it
  SecretValue open(QueuedEvent event, Sealed sealed) {
    try (AesKey key = key(event)) {
      byte[] plain = key.open(sealed.bytes(), context(event));
      SecretValue payload = SecretValue.ofUtf8(plain);
      Arrays.fill(plain, (byte) 0);
      return payload;
    } catch (KeyUnusable tampered) {
      throw new IllegalStateException(
          "The payload of event " + event.requestId() + " does not open", tampered);
    }
  }

  /// Whose event it is stands in there, too: it opens for no other function.
  private static byte[] context(QueuedEvent event) {
    return ("keyturn:event " + event.key().key()).getBytes(StandardCharsets.UTF_8);
  }

  private AesKey key(QueuedEvent event) {
    byte[] bytes = master.derive("function event " + event.requestId());
    try {
      return AesKey.of(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
