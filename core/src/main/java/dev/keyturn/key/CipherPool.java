package dev.keyturn.key;

import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/// Ciphers to use again, because `Cipher.getInstance` costs several times what opening a value
/// does. Bounded: what comes back beyond the bound is dropped. The same few are lent out again and
/// again, which the processor's caches know. A pooled cipher keeps the expanded form of its last
/// key until it is used again. Thread-safe, without a lock.
final class CipherPool {
  private final AtomicReferenceArray<@Nullable Cipher> idle;

  CipherPool(int most) {
    idle = new AtomicReferenceArray<>(most);
  }

  Cipher borrow() throws GeneralSecurityException {
    for (int place = 0; place < idle.length(); place++) {
      Cipher cipher = idle.getPlain(place) == null ? null : idle.getAndSet(place, null);
      if (cipher != null) {
        return cipher;
      }
    }
    return Cipher.getInstance("AES/GCM/NoPadding");
  }

  void giveBack(Cipher cipher) {
    for (int place = 0; place < idle.length(); place++) {
      if (idle.getPlain(place) == null && idle.compareAndSet(place, null, cipher)) {
        return;
      }
    }
  }
}
