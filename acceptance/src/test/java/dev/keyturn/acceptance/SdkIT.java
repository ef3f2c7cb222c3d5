package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Sdk;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidNextTokenException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/// The AWS SDK for Java: typed answers, paginators, and errors that arrive as typed exceptions.
class SdkIT {
  private static Program program;
  private static SecretsManagerClient client;

  @BeforeAll
  static void start() throws Exception {
    program = Program.start("sdk");
    client = Sdk.client(program);
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    program.close();
  }

  /// IAM and STS, on the same server.
  @Nested
  class Identities extends SdkIdentities {
    Identities() {
      super(program);
    }
  }

  @Test
  void writesAndReadsTextAndBytes() {
    String value = create("sdk/text");
    var read = client.getSecretValue(request -> request.secretId("sdk/text"));
    assertThat(read.secretString()).isEqualTo(value);
    assertThat(read.versionStages()).containsExactly("AWSCURRENT");
    assertThat(read.createdDate()).isNotNull();
    assertThat(read.secretBinary()).isNull();

    SdkBytes bytes = SdkBytes.fromByteArray(new byte[] {0, (byte) 0x80, (byte) 0xff});
    client.createSecret(request -> request.name("sdk/bytes").secretBinary(bytes));
    assertThat(client.getSecretValue(request -> request.secretId("sdk/bytes")).secretBinary())
        .isEqualTo(bytes);
  }

  @Test
  void pagesThroughSecretsAndVersions() {
    for (int i = 0; i < 5; i++) {
      create("sdk/page/" + i);
      String value = secret();
      client.putSecretValue(request -> request.secretId("sdk/page/0").secretString(value));
    }
    assertThat(
            client.listSecretsPaginator(request -> request.maxResults(2)).stream()
                .flatMap(page -> page.secretList().stream()))
        .extracting(SecretListEntry::name)
        .doesNotHaveDuplicates()
        .contains("sdk/page/0", "sdk/page/1", "sdk/page/2", "sdk/page/3", "sdk/page/4");
    var pages =
        client.listSecretVersionIdsPaginator(
            request -> request.secretId("sdk/page/0").includeDeprecated(true).maxResults(2));
    assertThat(pages.stream().flatMap(page -> page.versions().stream()).toList())
        .extracting(SecretVersionsListEntry::versionId)
        .doesNotHaveDuplicates()
        .hasSize(6);
  }

  @Test
  void movesLabels() {
    String first = create("sdk/labels");
    String value = secret();
    var second =
        client.putSecretValue(request ->
            request.secretId("sdk/labels").secretString(value).versionStages("AWSPENDING"));
    String current = client.getSecretValue(r -> r.secretId("sdk/labels")).versionId();
    client.updateSecretVersionStage(request ->
        request
            .secretId("sdk/labels")
            .versionStage("AWSCURRENT")
            .moveToVersionId(second.versionId())
            .removeFromVersionId(current));
    var previous = client.getSecretValue(r -> r.secretId("sdk/labels").versionStage("AWSPREVIOUS"));
    assertThat(previous.secretString()).isEqualTo(first);
  }

  @Test
  void refusalsAreTypedExceptions() {
    assertThatThrownBy(() -> client.getSecretValue(request -> request.secretId("sdk/none")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Secrets Manager can't find the specified secret.");
    create("sdk/exists");
    assertThatThrownBy(() -> create("sdk/exists")).isInstanceOf(ResourceExistsException.class);
    assertThatThrownBy(() -> client.rotateSecret(request -> request.secretId("sdk/exists")))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() ->
            client.deleteSecret(request -> request.secretId("sdk/exists").recoveryWindowInDays(1L)))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(() -> client.listSecrets(request -> request.nextToken("made-up")))
        .isInstanceOf(InvalidNextTokenException.class);
  }

  @Test
  void errorsCarryCodeStatusAndRequestId() {
    assertThatThrownBy(() -> client.getSecretValue(request -> request.secretId("not a name")))
        .isInstanceOfSatisfying(
            SecretsManagerException.class,
            refused -> {
              assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
              assertThat(refused.statusCode()).isEqualTo(400);
              assertThat(refused.requestId()).isNotBlank();
            });
  }

  @Test
  void aTokenMakesARequestRepeatable() {
    String token = UUID.randomUUID().toString();
    String value = secret();
    for (int i = 0; i < 3; i++) {
      var made =
          client.createSecret(
              r -> r.name("sdk/token").clientRequestToken(token).secretString(value));
      assertThat(made.versionId()).isEqualTo(token);
    }
    assertThat(client.describeSecret(r -> r.secretId("sdk/token")).versionIdsToStages())
        .containsExactlyEntriesOf(Map.of(token, java.util.List.of("AWSCURRENT")));
  }

  @Test
  void regionsAreWorldsOfTheirOwn() {
    String here = create("sdk/region");
    try (SecretsManagerClient elsewhere = Sdk.client(program, "us-east-2")) {
      assertThatThrownBy(() -> elsewhere.getSecretValue(r -> r.secretId("sdk/region")))
          .isInstanceOf(ResourceNotFoundException.class);
      String there = secret();
      var made = elsewhere.createSecret(r -> r.name("sdk/region").secretString(there));
      assertThat(made.arn()).contains(":us-east-2:");
      assertThat(elsewhere.getSecretValue(r -> r.secretId("sdk/region")).secretString())
          .isEqualTo(there);
    }
    assertThat(client.getSecretValue(r -> r.secretId("sdk/region")).secretString()).isEqualTo(here);
  }

  private static String create(String name) {
    String value = secret();
    client.createSecret(request -> request.name(name).secretString(value));
    return value;
  }

  private static String secret() {
    return Evidence.secret(Program.randomText(32));
  }
}
