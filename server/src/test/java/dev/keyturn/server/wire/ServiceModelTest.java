package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.server.wire.ServiceModel.ErrorShape;
import dev.keyturn.server.wire.ServiceModel.Identity;
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

    assertThat(secretsManager.identity().signingName()).isEqualTo("secretsmanager");
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
    assertThat(ServiceModel.of("keyturn").identity().signingName()).isEqualTo("keyturn");
  }

  @Test
  void knowsHowAServiceIsSpokenTo() {
    assertThat(secretsManager.identity())
        .isEqualTo(new Identity("json", "secretsmanager", "secretsmanager", "2017-10-17", ""));
    assertThat(ServiceModel.of("iam").identity())
        .isEqualTo(
            new Identity(
                "query", "iam", "", "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/"));
    assertThat(ServiceModel.of("sts").identity())
        .isEqualTo(
            new Identity(
                "query", "sts", "", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"));
  }

  @Test
  void isAwsModelOfIdentities() {
    OperationShapes shapes = ServiceModel.of("iam").operation("CreateAccessKey").orElseThrow();

    assertThat(names(shapes.input())).containsExactly("UserName");
    assertThat(names(shapes.output().orElseThrow())).containsExactly("AccessKey");
    assertThat(ServiceModel.of("iam").operation("DeleteUser").orElseThrow().output()).isEmpty();
    assertThat(ServiceModel.of("sts").operation("GetCallerIdentity").orElseThrow().output())
        .isPresent();
  }

  @Test
  void knowsTheCodesOfErrors() {
    ServiceModel iam = ServiceModel.of("iam");

    assertThat(iam.error("NoSuchEntityException")).contains(new ErrorShape("NoSuchEntity", 404));
    assertThat(iam.error("ServiceFailureException"))
        .contains(new ErrorShape("ServiceFailure", 500));
    assertThat(iam.error("ResourceNotFoundException")).isEmpty();
    assertThat(secretsManager.error("ResourceNotFoundException")).isEmpty();
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
