package dev.keyturn.key;

import java.security.GeneralSecurityException;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.Cipher;

/// Ciphers to use again, because `Cipher.getInstance` costs several times what opening a value
/// does. Bounded: what comes back beyond the bound is dropped. A pooled cipher keeps the expanded
/// form of its last key until it is used again. Thread-safe.
final class CipherPool {
  private final ArrayBlockingQueue<Cipher> idle;

  CipherPool(int most) {
    idle = new ArrayBlockingQueue<>(most);
  }

  Cipher borrow() throws GeneralSecurityException {
    Cipher cipher = idle.poll();
    return cipher != null ? cipher : Cipher.getInstance("AES/GCM/NoPadding");
  }

  void giveBack(Cipher cipher) {
    boolean _ = idle.offer(cipher);
  }
}
