package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.EncryptionFailure;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.ResourceExists;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.store.Document;
import dev.keyturn.testkit.SecretsFixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CreateSecretTest {
  private final SecretsFixture fixture = new SecretsFixture();

  private static CreateSecret.Input tagged(String name, List<Tag> tags) {
    return new CreateSecret.Input(
        name,
        Optional.of(token()),
        Optional.of("the application"),
        Optional.of("alias/aws/secretsmanager"),
        Optional.of(SecretValue.ofBinary(new byte[] {0, 1, -1})),
        Optional.empty(),
        Optional.of(tags),
        Optional.empty());
  }

  private CreateSecret.Output create(CreateSecret.Input input) {
    return fixture.send(input, CreateSecret.Output.class);
  }

  @Test
  void everythingThatWasGivenIsShown() {
    create(tagged("app", List.of(new Tag("team", "blue"), new Tag("Team", "red"))));
    DescribeSecret.Output described = fixture.describe("app");
    assertThat(described.description()).contains("the application");
    assertThat(described.kmsKeyId()).isEmpty();
    assertThat(described.tags()).contains(List.of(new Tag("Team", "red"), new Tag("team", "blue")));
    assertThat(described.createdDate()).isEqualTo(fixture.clock.instant());
    assertThat(described.lastChangedDate()).isEqualTo(fixture.clock.instant());
    assertThat(described.rotationEnabled()).isEmpty();
    assertThat(described.lastAccessedDate()).isEmpty();
    var value =
        fixture.send(
            new GetSecretValue.Input("app", Optional.empty(), Optional.empty()),
            GetSecretValue.Output.class);
    assertThat(value.secretBinary()).contains(SecretValue.ofBinary(new byte[] {0, 1, -1}));
    assertThat(value.secretString()).isEmpty();
  }

  @Test
  void withoutAValueItHasNoVersion() {
    CreateSecret.Output created = fixture.createEmpty("empty");
    assertThat(created.versionId()).isEmpty();
    assertThat(fixture.describe("empty").versionIdsToStages()).isEmpty();
    assertThatThrownBy(() -> fixture.read("empty"))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage(
            "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT");
  }

  @Test
  void theSameRequestAgainAnswersTheSame() {
    String token = token();
    CreateSecret.Output first = fixture.create("app", "x", token);
    assertThat(fixture.create("app", "x", token)).isEqualTo(first);
    assertThat(first.versionId()).contains(token);
  }

  @Test
  void theSameTokenWithAnotherValueIsRefused() {
    String token = token();
    String arn = fixture.create("app", "x", token).arn();
    assertThatThrownBy(() -> fixture.create("app", "y", token))
        .isInstanceOf(ResourceExists.class)
        .hasMessage(
            "You can't use ClientRequestToken %s because that value is already in use for a version of secret %s."
                .formatted(token, arn));
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    fixture.create("app", "x");
    assertThatThrownBy(() -> fixture.create("app", "x"))
        .isInstanceOf(ResourceExists.class)
        .hasMessage("The operation failed because the secret app already exists.");
    assertThatThrownBy(() -> fixture.createEmpty("app")).isInstanceOf(ResourceExists.class);
  }

  @Test
  void aBadNameAndAMissingTokenAreNamed() {
    assertThatThrownBy(() -> fixture.create("a b", "x")).isInstanceOf(Validation.class);
    assertThatThrownBy(() ->
            create(
                new CreateSecret.Input(
                    "app",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("You must provide a ClientRequestToken value.");
  }

  @Test
  void tagsHaveLimits() {
    List<Tag> fifty = IntStream.range(0, 50).mapToObj(i -> new Tag("t" + i, "")).toList();
    create(tagged("fifty", fifty));
    List<Tag> more = Stream.concat(fifty.stream(), Stream.of(new Tag("x", "y"))).toList();
    assertThatThrownBy(() -> create(tagged("more", more))).isInstanceOf(InvalidParameter.class);
    assertThatThrownBy(() -> create(tagged("aws", List.of(new Tag("aws:x", "y")))))
        .isInstanceOf(InvalidParameter.class)
        .hasMessageContaining("aws:");
  }

  @Test
  void anUnknownKeyIsRefusedEvenWithoutAValue() {
    var input =
        new CreateSecret.Input(
            "app",
            Optional.of(token()),
            Optional.empty(),
            Optional.of("alias/mine"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> create(input))
        .isInstanceOf(EncryptionFailure.class)
        .hasMessageContaining("alias/mine");
    assertThatThrownBy(() -> fixture.describe("app")).isInstanceOf(ResourceNotFound.class);
  }

  @Test
  void neitherStoreNorAuditSeesTheValue() {
    fixture.create("app", "hunter2-hunter2");
    fixture.put("app", "hunter2-hunter3", token());
    fixture.read("app");
    Stream<String> stored =
        Stream.of("secret", "secret-name", "secret-created", "kms-key", "kms-alias")
            .flatMap(kind -> fixture.store.scan(kind, "", "", 10).stream())
            .map(Document::body);
    Stream<String> audited = fixture.audit.events().stream().map(AuditEvent::toString);
    assertThat(Stream.concat(stored, audited))
        .hasSizeGreaterThan(8)
        .noneMatch(it -> it.contains("hunter2"));
  }

  @Test
  void theAuditNamesWhatWasMade() {
    CreateSecret.Output created = fixture.create("app", "x");
    AuditEvent result = fixture.audit.events().getLast();
    assertThat(result.name()).isEqualTo("CreateSecret");
    assertThat(result.response())
        .isEqualTo(
            Map.of(
                "arn",
                created.arn(),
                "name",
                "app",
                "versionId",
                created.versionId().orElseThrow()));
  }
}
