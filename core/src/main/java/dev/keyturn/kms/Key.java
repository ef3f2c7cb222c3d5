package dev.keyturn.kms;

import dev.keyturn.key.AesKey;
import dev.keyturn.key.Context;
import dev.keyturn.key.KeyService.DataKey;
import dev.keyturn.key.KeyUnusable;
import java.util.Arrays;

/// A key whose material is unwrapped and ready to use. Not a record: it must not print itself.
/// Thread-safe.
final class Key {
  private final String arn;
  private final AesKey material;

  Key(String arn, AesKey material) {
    this.arn = arn;
    this.material = material;
  }

  DataKey generate(Context context) {
    byte[] clear = AesKey.newMaterial();
    return new DataKey(clear, wrap(clear, context));
  }

  byte[] wrap(byte[] clear, Context context) {
    return material.seal(clear, context.bytes());
  }

  byte[] unwrap(byte[] wrapped, Context context) throws KeyUnusable {
    try {
      byte[] clear = material.open(wrapped, context.bytes());
      if (clear.length != AesKey.LENGTH) {
        Arrays.fill(clear, (byte) 0);
        throw new KeyUnusable("not a data key");
      }
      return clear;
    } catch (KeyUnusable _) {
      throw new KeyUnusable(
          "The data key does not open under the key " + arn + " and this encryption context");
    }
  }

  @Override
  public String toString() {
    return "Key[" + arn + "]";
  }
}
