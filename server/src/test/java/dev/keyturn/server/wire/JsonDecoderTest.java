package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
  private static final Shape.Structure SHAPE =
      ServiceModel.of("testing").operation("Echo").orElseThrow().input();

  @Test
  void readsEveryKindOfMember() throws Exception {
    StructureValue value =
        decode(
            """
            {"Name": "db", "Password": "s3cret", "Data": "AAEC", "SecretData": "/w==",
             "Count": 7, "Size": 9007199254740993, "On": true, "At": 1523477145.713,
             "Tags": [{"Key": "a", "Value": "b"}, {"Key": "c"}],
             "Labels": ["x", "y"], "Scores": {"p": 1}}
            """);

    assertThat(member(value, "Name")).isEqualTo("db");
    assertThat(member(value, "Password")).isEqualTo(SecretValue.ofString("s3cret"));
    assertThat(member(value, "Data")).isEqualTo(new byte[] {0, 1, 2});
    assertThat(member(value, "SecretData"))
        .isEqualTo(SecretValue.ofBinary(new byte[] {(byte) 0xff}));
    assertThat(member(value, "Count")).isEqualTo(7L);
    assertThat(member(value, "Size")).isEqualTo(9007199254740993L);
    assertThat(member(value, "On")).isEqualTo(true);
    assertThat(member(value, "At")).isEqualTo(Instant.parse("2018-04-11T20:05:45.713Z"));
    assertThat(member(value, "Labels")).isEqualTo(List.of("x", "y"));
    assertThat(member(value, "Scores")).isEqualTo(Map.of("p", 1L));
    assertThat(((List<?>) member(value, "Tags"))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \r\n\t", "{}", "{\"Name\":null}", "{\"Other\":{\"a\":[1,{}]}}"})
  void takesWhatIsAbsentAsAbsent(String body) throws Exception {
    assertThat(member(decode(body), "Name")).isNull();
  }

  @Test
  void ignoresMembersThatTheModelDoesNotKnow() throws Exception {
    assertThat(member(decode("{\"X\":[{\"Name\":\"no\"}],\"Name\":\"yes\"}"), "Name"))
        .isEqualTo("yes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"30.0", "3e1", "30"})
  void takesAWholeNumberHoweverItIsWritten(String number) throws Exception {
    assertThat(member(decode("{\"Count\":" + number + "}"), "Count")).isEqualTo(30L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "{\"Name\"",
        "{\"Name\":",
        "{\"Name\":\"d",
        "{\"Name\":\"db\"",
        "{\"Name\":\"db\",}",
        "{'Name':'db'}",
        "{Name:\"db\"}",
        "{\"Name\":\"d\nb\"}",
        "{\"Name\":\"\\x\"}",
        "{\"Count\":NaN}",
        "{\"Count\":Infinity}",
        "{\"Count\":+1}",
        "{\"Count\":01}",
        "{\"Count\":1.}",
        "{\"On\":True}",
        "// a comment\n{}",
        "{\"X\":[}",
        "{\"X\":{]}",
        "nonsense"
      })
  void refusesWhatIsNotJson(String body) {
    assertRefused(body, "The request body is not valid JSON.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|The request body must be a JSON object.",
        "null|The request body must be a JSON object.",
        "\"db\"|The request body must be a JSON object.",
        "7|The request body must be a JSON object.",
        "{}{}|The request body goes on after its JSON object.",
        "{}]|The request body is not valid JSON.",
        "{\"Name\":\"a\",\"Name\":\"b\"}|The member Name is given more than once.",
        "{\"Name\":null,\"Name\":\"b\"}|The member Name is given more than once.",
        "{\"Scores\":{\"a\":1,\"a\":2}}|A key of a map is given more than once.",
        "{\"Name\":7}|NUMBER_VALUE can not be converted to a String",
        "{\"Name\":true}|TRUE_VALUE can not be converted to a String",
        "{\"Name\":{}}|Start of structure or map found where not expected.",
        "{\"Name\":[\"a\"]}|Start of list found where not expected",
        "{\"Password\":7}|NUMBER_VALUE can not be converted to a String",
        "{\"Count\":\"7\"}|STRING_VALUE can not be converted to an Integer",
        "{\"Count\":1.5}|NUMBER_VALUE can not be converted to an Integer",
        "{\"Count\":2147483648}|NUMBER_VALUE can not be converted to an Integer",
        "{\"Size\":9223372036854775808}|NUMBER_VALUE can not be converted to a Long",
        "{\"Size\":1e400}|NUMBER_VALUE can not be converted to a Long",
        "{\"Size\":1e-400}|NUMBER_VALUE can not be converted to a Long",
        "{\"Size\":false}|FALSE_VALUE can not be converted to a Long",
        "{\"On\":\"true\"}|STRING_VALUE can not be converted to a Boolean",
        "{\"On\":1}|NUMBER_VALUE can not be converted to a Boolean",
        "{\"At\":\"now\"}|STRING_VALUE can not be converted to a Timestamp",
        "{\"At\":1e30}|NUMBER_VALUE can not be converted to a Timestamp",
        "{\"Data\":\"%%\"}|A Blob must be valid base64.",
        "{\"SecretData\":\"a\"}|A Blob must be valid base64.",
        "{\"SecretData\":7}|NUMBER_VALUE can not be converted to a Blob",
        "{\"Tags\":{}}|Start of structure or map found where not expected.",
        "{\"Tags\":\"a\"}|STRING_VALUE can not be converted to a list",
        "{\"Tags\":[7]}|NUMBER_VALUE can not be converted to a structure",
        "{\"Tags\":[[]]}|Start of list found where not expected",
        "{\"Tags\":[{\"Key\":7}]}|NUMBER_VALUE can not be converted to a String",
        "{\"Scores\":[]}|Start of list found where not expected",
        "{\"Name\":\"\\ud83d\"}|The request body has text that is not valid Unicode.",
        "{\"Name\":\"\\udd11\\ud83d\"}|The request body has text that is not valid Unicode.",
      })
  void saysWhatDoesNotFitTheModel(String body, String text) {
    assertRefused(body, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7b224e616d65223a22ff227d", // a byte that UTF-8 never has
        "7b224e616d65223a22c0af227d", // an overlong slash
        "7b224e616d65223a22eda080227d", // half of a surrogate pair
        "7b224e616d65223a22f4908080227d", // beyond Unicode
        "7b224e616d65223a22c3", // cut off within a character
        "007b007d", // UTF-16
        "7b00227d" // a zero byte
      })
  void refusesWhatIsNotUtf8(String hex) {
    Rejection rejection = rejection(HexFormat.of().parseHex(hex));

    assertThat(rejection.error())
        .isEqualTo(
            new WireError("SerializationException", 400, "The request body is not valid UTF-8."));
  }

  @Test
  void keepsEveryCharacterOfASecret() throws Exception {
    String text = "π🔑\\u0000\\ud83d\\udd11\\n\u007f";

    assertThat(member(decode("{\"Password\":\"" + text + "\"}"), "Password"))
        .isEqualTo(SecretValue.ofString("π🔑\0🔑\n\u007f"));
  }

  @Test
  void boundsTheDepth() {
    assertRefused(
        "{\"X\":" + "[".repeat(40) + "]".repeat(40) + "}", "The request body is not valid JSON.");
    assertRefused("[".repeat(100_000), "The request body must be a JSON object.");
    assertRefused("{\"X\":" + "{\"X\":".repeat(100_000), "The request body is not valid JSON.");
  }

  @Test
  void boundsTheNumberOfValues() throws Exception {
    String few = "{\"Other\":[" + "[],".repeat(500_000) + "0]}";
    assertThat(few.length()).as("more than a body of usual size has").isGreaterThan(1024 * 1024);
    StructureValue _ = JsonDecoder.decode(few.getBytes(StandardCharsets.UTF_8), SHAPE);
    assertRefused(
        "{\"Other\":[" + "0,".repeat(1024 * 1024) + "0]}", "The request body is not valid JSON.");
  }

  @Test
  void boundsTheLengthOfNumbers() {
    assertRefused("{\"Size\":" + "9".repeat(100_000) + "}", "The request body is not valid JSON.");
  }

  @Test
  void refusesEveryBodyThatIsCutOff() {
    byte[] body =
        "{\"Name\":\"π\",\"Tags\":[{\"Key\":\"a\"}],\"Scores\":{\"a\":1},\"On\":true}"
            .getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length < body.length; length++) {
      assertThat(rejection(Arrays.copyOf(body, length)).error().code())
          .isEqualTo("SerializationException");
    }
  }

  private static void assertRefused(String body, String text) {
    assertThat(rejection(body.getBytes(StandardCharsets.UTF_8)).error())
        .isEqualTo(new WireError("SerializationException", 400, text));
  }

  private static Rejection rejection(byte[] body) {
    Rejection rejection =
        catchThrowableOfType(Rejection.class, () -> JsonDecoder.decode(body, SHAPE));
    assertThat(rejection).isNotNull();
    return rejection;
  }

  private static StructureValue decode(String body) throws Rejection {
    return JsonDecoder.decode(body.getBytes(StandardCharsets.UTF_8), SHAPE);
  }

  private static @Nullable Object member(StructureValue value, String name) {
    return value.get(value.shape().indexOf(name));
  }
}
