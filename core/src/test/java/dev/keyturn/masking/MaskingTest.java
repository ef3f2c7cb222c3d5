package dev.keyturn.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.key.SecretValue;
import dev.keyturn.masking.Masking.Known;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class MaskingTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Fingerprints fingerprints = new Fingerprints();

  private String mask(String text) {
    return Masking.mask(Passage.of(text), Known.of(fingerprints)).text();
  }

  private void know(String... values) {
    for (String value : values) {
      fingerprints.add(SecretValue.ofString(value), 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "simple1",
        "tr0ub4dor&3",
        "with \"quotes\" and \\backslashes\\",
        "percent % plus + slash / equals =",
        "äöü-ñ-日本語-🔑",
        "tab\tinside",
        "a-b_c-d_e-f_g-h_",
        "<xml>&amp;'</xml>"
      })
  void findsAValueInEveryForm(String value) {
    know(value);
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>();
    forms.add(value);
    forms.add(JSON.writeValueAsString(value));
    forms.add(JSON.writeValueAsString(JSON.writeValueAsString(value)));
    forms.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
    forms.add(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
    forms.add(HexFormat.of().formatHex(utf8));
    forms.add("f" + HexFormat.of().withUpperCase().formatHex(utf8));
    for (String before : List.of("", "a", "ab", "abc", "user:")) {
      byte[] longer = (before + value + "tail").getBytes(StandardCharsets.UTF_8);
      forms.add(Base64.getEncoder().encodeToString(longer));
      forms.add(Base64.getUrlEncoder().encodeToString(longer));
      forms.add("x" + Base64.getEncoder().encodeToString(longer));
      forms.add(
          URLEncoder.encode(Base64.getEncoder().encodeToString(longer), StandardCharsets.UTF_8));
      forms.add(
          Base64.getEncoder()
              .encodeToString(
                  JSON.writeValueAsString(before + value).getBytes(StandardCharsets.UTF_8)));
    }
    for (String form : forms) {
      assertThat(mask("[" + form + "]")).as(form).contains("[masked]").doesNotContain(value);
      assertThat(mask(form + " " + form).split("\\[masked]", -1)).as(form).hasSize(3);
    }
  }

  @Test
  void leavesEverythingElseAsItIs() {
    know("correct-horse-battery-staple");
    for (String text :
        List.of(
            "",
            "x",
            "correct-horse-battery-stapl",
            "nothing to see: %41 \\u0041 + AAAA////",
            "🔑🔑🔑 ünïcödé",
            "\\",
            "%",
            "%4",
            "\\u12",
            "\\ud83d")) {
      assertThat(mask(text)).isEqualTo(text);
    }
    assertThat(mask("a correct-horse-battery-staple b")).isEqualTo("a [masked] b");
  }

  @Test
  void membersOfJsonAreMaskedEachAndThoseThatAreNoSecretAreNot() {
    know(
        """
        {"engine":"postgres","host":"db.example.com","port":54321000,"username":"application",
         "password":"pässword-1","nested":{"keys":["first-key","second-key"]},"pin":12345678,
         "short":"abc"}
        """);
    assertThat(
            mask(
                "postgres db.example.com 54321000 application pässword-1 first-key second-key"
                    + " 12345678 abc"))
        .isEqualTo(
            "postgres db.example.com 54321000 application [masked] [masked] [masked] [masked]"
                + " abc");
  }

  @Test
  void linesAndPartsOfLongValuesAreMaskedToo() {
    String line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    know("-----BEGIN PRIVATE KEY-----\n" + line + "\nq83s5fHk\n-----END PRIVATE KEY-----\n");
    assertThat(mask("-----BEGIN PRIVATE KEY-----")).isEqualTo("-----BEGIN PRIVATE KEY-----");
    assertThat(mask("> " + line)).isEqualTo("> [masked]");
    assertThat(mask("> q83s5fHk")).isEqualTo("> [masked]");
    String random = random(new Random(7), 1000);
    know(random);
    assertThat(mask("<" + random + ">")).isEqualTo("<[masked]>");
    assertThat(mask(random.substring(100, 900))).contains("[masked]");
  }

  @Test
  void bytesAreFoundWhereTheyAreEncoded() {
    byte[] bytes = new byte[32];
    new Random(3).nextBytes(bytes);
    fingerprints.add(SecretValue.ofBinary(bytes), 0);
    assertThat(mask("key " + Base64.getEncoder().encodeToString(bytes)))
        .matches("key \\[masked]=?");
    assertThat(mask("key " + HexFormat.of().formatHex(bytes))).isEqualTo("key [masked]");
  }

  @Test
  void whatIsShortOrTheSameAllAlongIsNotMasked() {
    know("12345", "******", "ababab");
    assertThat(fingerprints.size()).isZero();
  }

  @Test
  void aMillionValuesThatLookAlikeAreFoundAndNothingElse() {
    Random random = new Random(11);
    List<String> some = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      String value = "postgresql://app:" + random(random, 12) + "@db.example.com:5432/app";
      know(value);
      if (i % 1000 == 0) {
        some.add(value);
      }
    }
    assertThat(fingerprints.size()).isEqualTo(20_000);
    know(some.toArray(String[]::new));
    assertThat(fingerprints.size()).as("known before").isEqualTo(20_000);
    for (String value : some) {
      assertThat(mask("to " + value + " now")).isEqualTo("to [masked] now");
    }
    String unknown = "postgresql://app:nobody-knows@db.example.com:5432/app";
    assertThat(mask(unknown)).isEqualTo(unknown);
  }

  private static String random(Random random, int length) {
    StringBuilder text = new StringBuilder();
    random.ints(length, 33, 127).forEach(it -> text.append((char) it));
    return text.toString();
  }

  @Test
  void theTimeGrowsWithTheTextOnly() {
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      know(random(random, 32));
    }
    know("repeated-window");
    String text = "repeat%\\".repeat(32 * 1024);
    long began = System.nanoTime();
    assertThat(mask(text)).isEqualTo(text);
    assertThat(System.nanoTime() - began).isLessThan(10_000_000_000L);
  }
}
