package dev.keyturn.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class AesMasterKeyTest {
  private static final byte[] BYTES =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  private static final byte[] CONTEXT = "context".getBytes(UTF_8);

  private final AesMasterKey master = AesMasterKey.of(BYTES);

  /// RFC 5869 by hand: extract with an empty salt, then one block of expand.
  private static byte[] hkdf(String info) throws Exception {
    byte[] pseudoRandom = hmac(new byte[32], BYTES);
    byte[] block = Arrays.copyOf(info.getBytes(UTF_8), info.getBytes(UTF_8).length + 1);
    block[block.length - 1] = 1;
    return hmac(pseudoRandom, block);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  @Test
  void aPurposeGetsTheKeyThatHkdfSays() throws Exception {
    assertThat(master.derive("page tokens"))
        .isEqualTo(hkdf("keyturn master purpose v1 page tokens"))
        .isEqualTo(AesMasterKey.of(BYTES).derive("page tokens"));
  }

  @Test
  void purposesGetDifferentKeys() {
    assertThat(master.derive("one")).isNotEqualTo(master.derive("two")).isNotEqualTo(BYTES);
  }

  @Test
  void itWrapsUnderTheDerivedKeySoThatAnOlderStoreStaysReadable() throws Exception {
    AesKey wrapping = AesKey.of(hkdf("keyturn master wrapping v1"));
    byte[] wrapped = wrapping.seal("material".getBytes(UTF_8), CONTEXT);
    assertThat(master.unwrap(wrapped, CONTEXT)).isEqualTo("material".getBytes(UTF_8));
  }

  @Test
  void whatItWrapsItUnwrapsUnderTheSameContextOnly() throws Exception {
    byte[] wrapped = master.wrap("material".getBytes(UTF_8), CONTEXT);
    assertThat(master.unwrap(wrapped, CONTEXT)).isEqualTo("material".getBytes(UTF_8));
    assertThatThrownBy(() -> master.unwrap(wrapped, "other".getBytes(UTF_8)))
        .isInstanceOf(KeyUnusable.class);
  }

  @Test
  void anotherMasterKeySaysThatItIsAnother() {
    byte[] wrapped = master.wrap("material".getBytes(UTF_8), CONTEXT);
    assertThatThrownBy(() -> AesMasterKey.of(new byte[32]).unwrap(wrapped, CONTEXT))
        .isInstanceOf(KeyUnusable.class)
        .hasMessageContaining("master key");
  }

  @Test
  void itTakesThirtyTwoBytesAndDoesNotPrintThem() {
    assertThatThrownBy(() -> AesMasterKey.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(master.toString()).isEqualTo("AesMasterKey[redacted]");
  }

  @Test
  void aClosedOneUnwrapsNothing() {
    byte[] wrapped = master.wrap("material".getBytes(UTF_8), CONTEXT);
    master.close();
    assertThatThrownBy(() -> master.unwrap(wrapped, CONTEXT)).isInstanceOf(KeyUnusable.class);
  }
}
