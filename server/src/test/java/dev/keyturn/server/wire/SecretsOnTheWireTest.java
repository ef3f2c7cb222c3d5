package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.Decision;
import dev.keyturn.operation.Rights;
import dev.keyturn.secret.RotationHook;
import dev.keyturn.secret.RotationParts;
import dev.keyturn.secret.RotationRepository;
import dev.keyturn.secret.Rotations;
import dev.keyturn.testkit.MemoryStore;
import dev.keyturn.testkit.SecretsFixture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The real service through the real door.
class SecretsOnTheWireTest {
  private static final String TOKEN = "11111111-1111-4111-8111-111111111111";

  private final SecretsFixture fixture =
      new SecretsFixture(new MemoryStore(), SecretsOnTheWireTest::rotation);
  private final GatewayKit kit = new GatewayKit(fixture.secrets);

  @Test
  void everyRecordFitsAwsModel() {
    assertThat(
            ModelConformance.violations(fixture.secrets, ServiceModel.of(fixture.secrets.name())))
        .isEmpty();
  }

  @Test
  void aSecretComesBackAsItWentIn() {
    JsonNode created =
        answer(
            "CreateSecret", "{\"Name\":\"db\",\"SecretString\":\"π \\\"🔑\\\"\"," + token() + "}");
    JsonNode read = answer("GetSecretValue", "{\"SecretId\":\"db\"}");

    assertThat(created.path("ARN").asString()).contains(":secret:db-");
    assertThat(created.path("VersionId").asString()).isEqualTo(TOKEN);
    assertThat(read.path("SecretString").asString()).isEqualTo("π \"🔑\"");
    assertThat(read.has("SecretBinary")).isFalse();
    assertThat(read.path("VersionStages").get(0).asString()).isEqualTo("AWSCURRENT");
    assertThat(read.path("CreatedDate").isNumber()).isTrue();
  }

  @Test
  void binarySecretsTravelInBase64() {
    answer("CreateSecret", "{\"Name\":\"key\",\"SecretBinary\":\"AAH+/w==\"," + token() + "}");

    assertThat(answer("GetSecretValue", "{\"SecretId\":\"key\"}").path("SecretBinary").asString())
        .isEqualTo("AAH+/w==");
  }

  @Test
  void anUnknownSecretIsRefusedInAwsWords() {
    assertThat(answer("GetSecretValue", "{\"SecretId\":\"nothing\"}"))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"__type": "ResourceNotFoundException",
                     "Message": "Secrets Manager can't find the specified secret.",
                     "message": "Secrets Manager can't find the specified secret."}
                    """));
  }

  @Test
  void aWishForReplicasIsNotSilentlyIgnored() {
    assertThat(
            answer(
                    "CreateSecret",
                    "{\"Name\":\"db\",\"AddReplicaRegions\":[{\"Region\":\"eu-west-2\"}]}")
                .path("__type")
                .asString())
        .isEqualTo("InvalidParameterException");
  }

  @Test
  void rotationIsConfiguredInAwsWords() {
    answer("CreateSecret", "{\"Name\":\"db\",\"SecretString\":\"{}\"," + token() + "}");

    assertThat(
            answer(
                    "RotateSecret",
                    """
                    {"SecretId": "db", "RotationRules": {"AutomaticallyAfterDays": 0},
                     "ClientRequestToken": "22222222-2222-4222-8222-222222222222"}
                    """)
                .path("message")
                .asString())
        .isEqualTo(
            "1 validation error detected: Value '0' at 'rotationRules.automaticallyAfterDays'"
                + " failed to satisfy constraint: Member must have value greater than or equal to"
                + " 1");
    assertThat(
            answer(
                    "RotateSecret",
                    "{\"SecretId\":\"db\",\"ClientRequestToken\":\""
                        + TOKEN.replace('1', '2')
                        + "\"}")
                .path("message")
                .asString())
        .isEqualTo("No Lambda rotation function ARN is associated with this secret.");
  }

  private static SecretsFixture.RotationParts rotation(SecretsFixture.Base base) {
    RotationParts parts =
        new RotationParts(
            base.store(),
            base.repository(),
            new RotationRepository(base.store()),
            new NoFunctions(),
            base.keys(),
            new Rights(_ -> new Decision.Allowed("a test")),
            () -> {});
    return new SecretsFixture.RotationParts(RotationHook.NONE, Rotations.rows(parts));
  }

  private static String token() {
    return "\"ClientRequestToken\":\"" + TOKEN + "\"";
  }

  private JsonNode answer(String operation, String body) {
    return JsonMapper.shared().readTree(kit.call(operation, body).body());
  }
}
