package dev.keyturn.kms;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Region;
import dev.keyturn.key.AesKey;
import dev.keyturn.key.Context;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import dev.keyturn.store.DocumentKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/// A key as its document keeps it.
///
/// @param material the key's bytes, wrapped by the master key under the key's ARN; Base64
public record KeyDocument(String arn, Instant created, String material) {
  static final String KIND = "kms-key";

  /// A new key.
  static KeyDocument create(AccountId account, Region region, Instant now, MasterKey master) {
    String arn = Arn.of("kms", region, account, "key/" + UUID.randomUUID()).toString();
    byte[] clear = AesKey.newMaterial();
    try {
      byte[] wrapped = master.wrap(clear, context(arn));
      return new KeyDocument(arn, now, Base64.getEncoder().encodeToString(wrapped));
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  /// Where the document of a key lies; the ARN is of the form that [#create] makes.
  static DocumentKey at(Arn arn) {
    String id = arn.resource().substring("key/".length());
    return new DocumentKey(KIND, arn.account() + "/" + arn.region() + "/" + id);
  }

  /// The key, ready to use.
  Key unwrap(MasterKey master) throws KeyUnusable {
    byte[] clear = master.unwrap(Base64.getDecoder().decode(material), context(arn));
    try {
      return new Key(arn, AesKey.lasting(clear));
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  private static byte[] context(String arn) {
    return Context.of(Map.of("keyturn:kms-key", arn)).bytes();
  }
}
