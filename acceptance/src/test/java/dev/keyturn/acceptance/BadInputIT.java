package dev.keyturn.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Wire;
import dev.keyturn.acceptance.kit.Wire.Answer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever comes over the wire gets AWS's error: never a 500, never a stack trace, and the server
/// goes on.
class BadInputIT {
  private static final String GET = "GetSecretValue";

  private static Program program;
  private static Wire wire;

  @BeforeAll
  static void start() throws Exception {
    program = Program.start("bad-input");
    wire = new Wire(program);
  }

  @AfterAll
  static void nothingBrokeInside() throws Exception {
    assertThat(program.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(Files.readString(program.log().toPath()))
        .doesNotContain("Exception in thread", "\tat ", "NullPointerException");
    program.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"SecretId\"",
        "{\"SecretId\":}",
        "{\"SecretId\":\"a\"",
        "[]",
        "\"text\"",
        "17",
        "nonsense",
        "{} {}",
        "{\"SecretId\":\"a\",}",
        "{'SecretId':'a'}",
        "{\"SecretId\":NaN}",
        "{\"SecretId\":\"\\ud800\"}",
        "{\"SecretId\":\"\\x\"}"
      })
  void malformedJson(String body) throws Exception {
    assertRefused(wire.post(GET, body), "SerializationException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"SecretId\":5}",
        "{\"SecretId\":true}",
        "{\"SecretId\":{\"a\":1}}",
        "{\"SecretId\":[\"a\"]}"
      })
  void aWrongTypeForText(String body) throws Exception {
    assertRefused(wire.post(GET, body), "SerializationException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"MaxResults\":\"ten\"}", "{\"MaxResults\":1.5}", "{\"MaxResults\":99999999999999}",
        "{\"MaxResults\":{}}", "{\"IncludePlannedDeletion\":\"perhaps\"}", "{\"Filters\":{}}"
      })
  void aWrongTypeForNumbersFlagsAndLists(String body) throws Exception {
    assertRefused(wire.post("ListSecrets", body), "SerializationException");
  }

  @Test
  void constraintsOfTheModelInAwssWords() throws Exception {
    Answer missing = wire.post(GET, "{}");
    assertRefused(missing, "ValidationException");
    assertThat(missing.body()).contains("1 validation error detected", "'secretId'");
    Answer several =
        wire.post("GetRandomPassword", "{\"PasswordLength\":5000,\"ExcludeCharacters\":\"a\"}");
    assertRefused(several, "ValidationException");
    assertThat(several.body())
        .contains("'passwordLength'", "Member must have value less than or equal to 4096");
  }

  @Test
  void aValueThatIsTooLongIsNamedButNotShown() throws Exception {
    String value = Evidence.secret(Program.randomText(65_537));
    Answer refused =
        wire.post(
            "CreateSecret",
            "{\"Name\":\"bad/long\",\"ClientRequestToken\":\"%s\",\"SecretString\":\"%s\"}"
                .formatted("t".repeat(32), value));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("secretString").doesNotContain(value.substring(0, 12));
  }

  @Test
  void aBodyThatIsTooLong() throws Exception {
    byte[] body = new byte[8 << 20];
    Arrays.fill(body, (byte) ' ');
    Answer refused = wire.post(GET, body);
    assertThat(refused.status()).isBetween(400, 499);
    assertNoInsides(refused);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 100_000})
  void deepNesting(int depth) throws Exception {
    String lists = "{\"SecretId\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    assertRefused(wire.post(GET, lists), "SerializationException");
    String objects =
        "{\"Unknown\":" + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth) + ",\"SecretId\":1}";
    assertRefused(wire.post(GET, objects), "SerializationException");
  }

  @Test
  void bytesThatAreNoUtf8() throws Exception {
    for (String bytes : new String[] {"\u00ff\u00fe", "\u00c0\u00af", "\u00ed\u00a0\u0080"}) {
      byte[] body = ("{\"SecretId\":\"" + bytes + "\"}").getBytes(ISO_8859_1);
      assertRefused(wire.post(GET, body), "SerializationException");
    }
  }

  @Test
  void anOperationThatDoesNotExist() throws Exception {
    for (String target : new String[] {"secretsmanager.Nope", "nobody.GetSecretValue", "x", "."}) {
      byte[] body = "{}".getBytes(UTF_8);
      Answer refused = wire.send("POST / HTTP/1.1", wire.sign(target, body), body);
      assertRefused(refused, "UnknownOperationException");
    }
  }

  @Test
  void anotherMethodOrPath() throws Exception {
    byte[] body = "{}".getBytes(UTF_8);
    for (String line : new String[] {"PUT / HTTP/1.1", "POST /elsewhere HTTP/1.1"}) {
      Answer refused = wire.send(line, wire.sign("secretsmanager." + GET, body), body);
      assertThat(refused.status()).isBetween(400, 499);
      assertNoInsides(refused);
    }
  }

  @Test
  void signaturesThatAreMissingWrongOrOld() throws Exception {
    byte[] body = "{\"SecretId\":\"a\"}".getBytes(UTF_8);
    Map<String, String> good = wire.sign("secretsmanager." + GET, body);
    assertSignature(good, "Authorization", null, "MissingAuthenticationTokenException");
    assertSignature(
        good, "Authorization", "AWS4-HMAC-SHA256 nothing", "IncompleteSignatureException");
    String authorization = Objects.requireNonNull(good.get("Authorization"));
    String wrong = authorization.replaceFirst("Signature=.{8}", "Signature=00000000");
    assertSignature(good, "Authorization", wrong, "InvalidSignatureException");
    assertSignature(good, "X-Amz-Date", "20200101T000000Z", "InvalidSignatureException");
    String unknown = authorization.replaceFirst("Credential=[A-Z0-9]+", "Credential=AKIANOBODY");
    assertSignature(good, "Authorization", unknown, "UnrecognizedClientException");
  }

  private static void assertSignature(
      Map<String, String> good, String header, @Nullable String value, String code)
      throws Exception {
    Map<String, String> headers = new HashMap<>(good);
    headers.remove(header);
    if (value != null) {
      headers.put(header, value);
    }
    byte[] body = "{\"SecretId\":\"a\"}".getBytes(UTF_8);
    Answer refused = wire.send("POST / HTTP/1.1", headers, body);
    assertThat(refused.status()).isBetween(400, 403);
    assertThat(refused.code()).isEqualTo(code);
    assertNoInsides(refused);
  }

  @Test
  void aRequestThatIsCutOffAnywhere() throws Exception {
    byte[] body = "{\"SecretId\":\"cut/off\"}".getBytes(UTF_8);
    StringBuilder text = new StringBuilder("POST / HTTP/1.1\r\n");
    wire.sign("secretsmanager." + GET, body)
        .forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    byte[] whole = (text + "\r\n" + new String(body, UTF_8)).getBytes(UTF_8);
    for (int length = 1; length < whole.length; length += 37) {
      assertNoInsides(wire.exchange(Arrays.copyOf(whole, length)));
    }
    assertNoInsides(wire.exchange(Arrays.copyOf(whole, whole.length - 1)));
  }

  @Test
  void bytesThatAreNoHttp() throws Exception {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[random.nextInt(1, 2_000)];
      random.nextBytes(bytes);
      Answer answer = wire.exchange(bytes);
      assertThat(answer.status()).isLessThan(500);
      assertNoInsides(answer);
    }
  }

  private static void assertRefused(Answer answer, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.code()).as(answer.body()).isEqualTo(code);
    assertThat(answer.head().toLowerCase(Locale.ROOT))
        .contains("content-type: application/x-amz-json-1.1")
        .contains("x-amzn-requestid: ");
    assertNoInsides(answer);
  }

  private static void assertNoInsides(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isLessThan(500);
    assertThat(answer.body())
        .doesNotContain("dev.keyturn", "tools.jackson", "java.", "helidon", "\tat ");
  }
}
