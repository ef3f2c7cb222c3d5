package dev.keyturn.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AesKeyTest {
  private static final byte[] CONTEXT = "context".getBytes(UTF_8);

  private final AesKey key = AesKey.of(AesKey.newMaterial());

  /// Test case 16 of the GCM specification (McGrew and Viega), behind our byte of format and with
  /// its nonce, ciphertext and tag in our order.
  @Test
  void itOpensTheKnownAnswerOfTheSpecification() throws Exception {
    AesKey known =
        AesKey.of(hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
    byte[] sealed =
        hex(
            "01"
                + "cafebabefacedbaddecaf888"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b");
    assertThat(known.open(sealed, hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")))
        .isEqualTo(
            hex(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 300, 65_537})
  void whatItSealsItOpens(int length) throws Exception {
    byte[] plaintext = new byte[length];
    Arrays.fill(plaintext, (byte) 7);
    byte[] sealed = key.seal(plaintext, CONTEXT);
    assertThat(sealed).hasSize(length + 29);
    assertThat(key.open(sealed, CONTEXT)).isEqualTo(plaintext);
  }

  static IntStream everyByte() {
    return IntStream.range(0, 29 + 5);
  }

  @ParameterizedTest
  @MethodSource("everyByte")
  void aChangeOfAnyByteIsNoticed(int position) {
    byte[] sealed = key.seal("value".getBytes(UTF_8), CONTEXT);
    sealed[position] ^= 1;
    assertThatThrownBy(() -> key.open(sealed, CONTEXT)).isInstanceOf(KeyUnusable.class);
  }

  @Test
  void aTruncatedTextIsNoticed() {
    byte[] sealed = key.seal("value".getBytes(UTF_8), CONTEXT);
    for (int length = 0; length < sealed.length; length++) {
      byte[] shorter = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> key.open(shorter, CONTEXT)).isInstanceOf(KeyUnusable.class);
    }
  }

  @Test
  void anotherContextOrKeyDoesNotOpenIt() {
    byte[] sealed = key.seal("value".getBytes(UTF_8), CONTEXT);
    assertThatThrownBy(() -> key.open(sealed, "other".getBytes(UTF_8)))
        .isInstanceOf(KeyUnusable.class);
    assertThatThrownBy(() -> AesKey.of(AesKey.newMaterial()).open(sealed, CONTEXT))
        .isInstanceOf(KeyUnusable.class);
  }

  @Test
  void theSamePlaintextNeverLooksTheSame() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertThat(seen.add(HexFormat.of().formatHex(key.seal(new byte[16], CONTEXT)))).isTrue();
    }
  }

  @Test
  void manyThreadsShareIt() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 500)
              .mapToObj(i ->
                  threads.submit(() -> {
                    byte[] plaintext = ("value " + i).getBytes(UTF_8);
                    return Arrays.equals(
                        key.open(key.seal(plaintext, CONTEXT), CONTEXT), plaintext);
                  }))
              .toList();
      for (var answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  @Test
  void closingWipesIt() {
    byte[] sealed = key.seal("value".getBytes(UTF_8), CONTEXT);
    key.close();
    assertThatThrownBy(() -> key.open(sealed, CONTEXT)).isInstanceOf(KeyUnusable.class);
  }

  @Test
  void itTakesThirtyTwoBytesAndDoesNotPrintThem() {
    assertThatThrownBy(() -> AesKey.of(new byte[16])).isInstanceOf(IllegalArgumentException.class);
    assertThat(key.toString()).isEqualTo("AesKey[redacted]");
  }
}
