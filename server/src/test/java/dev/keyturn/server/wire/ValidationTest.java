package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.operation.Refusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
  private static final String TAIL = "' failed to satisfy constraint: Member must ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Echo|{}|null|name|not be null",
        "Echo|{\"Name\":null}|null|name|not be null",
        "Echo|{\"Name\":\"\"}|''|name|have length greater than or equal to 1",
        "Echo|{\"Name\":\"abcdefghi\"}|'abcdefghi'|name|have length less than or equal to 8",
        "Echo|{\"Name\":\"A\"}|'A'|name|satisfy regular expression pattern: [a-z]*",
        "Echo|{\"Name\":\"a\",\"Count\":0}|'0'|count|have value greater than or equal to 1",
        "Echo|{\"Name\":\"a\",\"Count\":11}|'11'|count|have value less than or equal to 10",
        "Echo|{\"Name\":\"a\",\"Order\":\"up\"}|'up'|order|satisfy enum value set: [asc, desc]",
        "Echo|{\"Name\":\"a\",\"Labels\":[]}|'[]'|labels|have length greater than or equal to 1",
        "Echo|{\"Name\":\"a\",\"Labels\":[null]}|null|labels.1.member|not be null",
        "Echo|{\"Name\":\"a\",\"Labels\":[\"x\",\"\"]}|'[x, ]'|labels|satisfy constraint: [Member must have length less than or equal to 4, Member must have length greater than or equal to 1]",
        "Echo|{\"Name\":\"a\",\"Tags\":[{\"Key\":\"a\"},{}]}|null|tags.2.member.key|not be null",
        "Echo|{\"Name\":\"a\",\"Tags\":[{\"Key\":\"abcde\"}]}|'abcde'|tags.1.member.key|have length less than or equal to 4",
        "Echo|{\"Name\":\"a\",\"Tags\":[null]}|null|tags.1.member|not be null",
        "Echo|{\"Name\":\"a\",\"Scores\":{\"abcde\":1}}|'abcde'|scores|have length less than or equal to 4",
        "Echo|{\"Name\":\"a\",\"Scores\":{\"a\":null}}|null|scores.a.member|not be null",
      })
  void saysWhatIsWrongInAwsWords(
      String operation, String body, String value, String path, String rule) {
    assertThat(faults("testing", operation, body))
        .isEqualTo("1 validation error detected: Value " + value + " at '" + path + TAIL + rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GetSecretValue|{}|null|secretId|not be null",
        "GetSecretValue|{\"SecretId\":\"\"}|''|secretId|have length greater than or equal to 1",
        "GetSecretValue|{\"SecretId\":\"a\",\"VersionId\":\"short\"}|'short'|versionId|have length greater than or equal to 32",
        "GetRandomPassword|{\"PasswordLength\":4097}|'4097'|passwordLength|have value less than or equal to 4096",
        "GetRandomPassword|{\"PasswordLength\":0}|'0'|passwordLength|have value greater than or equal to 1",
        "ListSecrets|{\"MaxResults\":101}|'101'|maxResults|have value less than or equal to 100",
        "ListSecrets|{\"SortBy\":\"size\"}|'size'|sortBy|satisfy enum value set: [created-date, last-accessed-date, last-changed-date, name]",
        "ListSecrets|{\"Filters\":[{\"Key\":\"x\"}]}|'x'|filters.1.member.key|satisfy enum value set: [description, name, tag-key, tag-value, primary-region, owning-service, all]",
        "UntagResource|{\"SecretId\":\"a\",\"TagKeys\":[\"\"]}|'[]'|tagKeys|satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
        "TagResource|{\"SecretId\":\"a\",\"Tags\":[{\"Key\":\"k\"}]}|null|tags.1.member.value|not be null",
        "RotateSecret|{\"SecretId\":\"a\",\"RotationRules\":{\"AutomaticallyAfterDays\":1001}}|'1001'|rotationRules.automaticallyAfterDays|have value less than or equal to 1000",
        "RotateSecret|{\"SecretId\":\"a\",\"RotationRules\":{\"Duration\":\"2d\"}}|'2d'|rotationRules.duration|satisfy regular expression pattern: [0-9]+h",
        "PutSecretValue|{\"SecretId\":\"a\",\"VersionStages\":[]}|'[]'|versionStages|have length greater than or equal to 1",
      })
  void holdsSecretsManagerAgainstItsModel(
      String operation, String body, String value, String path, String rule) {
    assertThat(faults("secretsmanager", operation, body))
        .isEqualTo("1 validation error detected: Value " + value + " at '" + path + TAIL + rule);
  }

  @Test
  void tellsAllFaultsAtOnceInTheOrderOfTheModel() {
    assertThat(faults("testing", "Echo", "{\"Name\":\"ABCDEFGHI\",\"Order\":\"x\",\"Count\":0}"))
        .isEqualTo(
            "4 validation errors detected:"
                + " Value 'ABCDEFGHI' at 'name' failed to satisfy constraint:"
                + " Member must satisfy regular expression pattern: [a-z]*;"
                + " Value 'ABCDEFGHI' at 'name' failed to satisfy constraint:"
                + " Member must have length less than or equal to 8;"
                + " Value '0' at 'count' failed to satisfy constraint:"
                + " Member must have value greater than or equal to 1;"
                + " Value 'x' at 'order' failed to satisfy constraint:"
                + " Member must satisfy enum value set: [asc, desc]");
  }

  @Test
  void leavesSensitiveValuesOut() {
    String secret = "hunter2".repeat(10_000);

    assertThat(
            faults(
                "secretsmanager",
                "PutSecretValue",
                "{\"SecretId\":\"a\",\"SecretString\":\""
                    + secret
                    + "\",\"RotationToken\":\"no!\"}"))
        .isEqualTo(
            "3 validation errors detected:"
                + " Value at 'secretString' failed to satisfy constraint:"
                + " Member must have length less than or equal to 65536;"
                + " Value at 'rotationToken' failed to satisfy constraint:"
                + " Member must satisfy regular expression pattern: ^[a-zA-Z0-9\\-]+$;"
                + " Value at 'rotationToken' failed to satisfy constraint:"
                + " Member must have length greater than or equal to 36");
    assertThat(faults("testing", "Echo", "{\"Name\":\"a\",\"SecretData\":\"AAECAwQF\"}"))
        .contains("Value at 'secretData'")
        .doesNotContain("AAEC");
  }

  @Test
  void countsSecretTextInBytesAndOtherTextInCharacters() {
    assertThat(faults("testing", "Echo", "{\"Name\":\"a\",\"Password\":\"πππππππππ\"}"))
        .contains("less than or equal to 16");
    assertFits("{\"Name\":\"a\",\"Password\":\"ππππππππ\"}");
    assertFits("{\"Name\":\"a\",\"Tags\":[{\"Key\":\"🔑🔑🔑🔑\"}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Name\":\"a\"}",
        "{\"Name\":\"abcdefgh\",\"Count\":10,\"Order\":\"asc\",\"Labels\":[\"a\",\"b\",\"c\"]}",
        "{\"Name\":\"a\",\"Tags\":[],\"Scores\":{},\"Size\":-9223372036854775808}"
      })
  void takesWhatFits(String body) {
    assertFits(body);
  }

  @Test
  void countsButDoesNotTellMoreThanAHundredFaults() {
    String text =
        faults("testing", "Echo", "{\"Name\":\"a\",\"Tags\":[{}" + ",{}".repeat(9_999) + "]}");

    assertThat(text).startsWith("10001 validation errors detected: ").hasSizeLessThan(8_200);
    assertThat(text.split("; ")).hasSizeBetween(2, 100);
  }

  @Test
  void doesNotRunAPatternOnTextOfAnyLength() {
    String region = "a-".repeat(500_000);

    assertThat(
            faults(
                "secretsmanager",
                "CreateSecret",
                "{\"Name\":\"a\",\"AddReplicaRegions\":[{\"Region\":\"" + region + "\"}]}"))
        .startsWith("1 validation error detected: Value 'a-a-")
        .endsWith("Member must have length less than or equal to 128");
  }

  private static void assertFits(String body) {
    StructureValue value = decode("testing", "Echo", body);

    assertThatCode(() -> Validation.check(value)).doesNotThrowAnyException();
  }

  private static String faults(String service, String operation, String body) {
    StructureValue value = decode(service, operation, body);
    Refusal.Validation refusal =
        catchThrowableOfType(Refusal.Validation.class, () -> Validation.check(value));
    assertThat(refusal).isNotNull();
    return refusal.text();
  }

  private static StructureValue decode(String service, String operation, String body) {
    Shape.Structure shape = ServiceModel.of(service).operation(operation).orElseThrow().input();
    try {
      return JsonDecoder.decode(body.getBytes(StandardCharsets.UTF_8), shape);
    } catch (Rejection unexpected) {
      throw new AssertionError(unexpected.error().text(), unexpected);
    }
  }
}
