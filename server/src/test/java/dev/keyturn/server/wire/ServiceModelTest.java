package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.server.wire.ServiceModel.OperationShapes;
import dev.keyturn.server.wire.Shape.Member;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceModelTest {
  private final ServiceModel secretsManager = ServiceModel.of("secretsmanager");

  @Test
  void isAwsModelOfSecretsManager() {
    OperationShapes shapes = secretsManager.operation("GetSecretValue").orElseThrow();

    assertThat(secretsManager.signingName()).isEqualTo("secretsmanager");
    assertThat(names(shapes.input())).containsExactly("SecretId", "VersionId", "VersionStage");
    assertThat(shapes.output().orElseThrow().members())
        .filteredOn(member -> sensitive(member.shape()))
        .extracting(Member::name)
        .containsExactly("SecretBinary", "SecretString");
  }

  @ParameterizedTest
  @CsvSource({
    "CreateSecret,Type",
    "UpdateSecret,Type",
    "RotateSecret,ExternalSecretRotationMetadata",
    "RotateSecret,ExternalSecretRotationRoleArn",
    "ListSecrets,SortBy"
  })
  void knowsTheMembersThatAreNewerThanTheModel(String operation, String member) {
    assertThat(names(secretsManager.operation(operation).orElseThrow().input()))
        .contains(member)
        .hasSizeGreaterThan(3);
  }

  @Test
  void namesMembersAsAwsTextsDo() {
    assertThat(
            secretsManager
                .operation("DescribeSecret")
                .orElseThrow()
                .output()
                .orElseThrow()
                .members())
        .extracting(Member::camelName)
        .contains("arn", "rotationLambdaARN", "kmsKeyId", "versionIdsToStages");
  }

  @Test
  void hasNoOutputWhereAwsHasNone() {
    assertThat(secretsManager.operation("TagResource").orElseThrow().output()).isEmpty();
  }

  @Test
  void hasOurOwnService() {
    assertThat(ServiceModel.of("keyturn").signingName()).isEqualTo("keyturn");
  }

  @Test
  void saysWhichModelIsMissing() {
    assertThatThrownBy(() -> ServiceModel.of("nowhere"))
        .hasMessageContaining("models/nowhere.json");
  }

  private static List<String> names(Shape.Structure structure) {
    return structure.members().stream().map(Member::name).toList();
  }

  private static boolean sensitive(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> text.sensitive();
      case Shape.Blob blob -> blob.sensitive();
      default -> false;
    };
  }
}
