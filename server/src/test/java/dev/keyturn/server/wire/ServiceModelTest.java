package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

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
  void knowsWhereTheMembersOfARestServiceStand() {
    ServiceModel lambda = ServiceModel.of("lambda");
    ServiceModel.OperationShapes invoke = lambda.operation("Invoke").orElseThrow();

    assertThat(ServiceModel.identityOf("lambda").protocol()).isEqualTo("rest-json");
    assertThat(invoke.http())
        .isEqualTo(
            new ServiceModel.Http("POST", "/2015-03-31/functions/{FunctionName}/invocations", 200));
    assertThat(invoke.input().members())
        .extracting(Shape.Member::name, each -> each.location().place())
        .contains(
            tuple("FunctionName", Shape.Place.PATH),
            tuple("Qualifier", Shape.Place.QUERY),
            tuple("LogType", Shape.Place.HEADER),
            tuple("TenantId", Shape.Place.HEADER),
            tuple("Payload", Shape.Place.PAYLOAD));
    assertThat(lambda.operation("CreateFunction").orElseThrow().http().status()).isEqualTo(201);
    assertThat(lambda.error("ResourceConflictException"))
        .contains(new ErrorShape("ResourceConflictException", 409, List.of("Type", "message")));
  }

  /// New ones come each year, and AWS has an error of its own for those that it does not know.
  @Test
  void leavesRuntimesToTheService() {
    Shape.Structure input =
        ServiceModel.of("lambda").operation("CreateFunction").orElseThrow().input();
    Shape runtime = input.members().get(input.indexOf("Runtime")).shape();

    assertThat(runtime)
        .isInstanceOfSatisfying(Shape.Text.class, it -> assertThat(it.values()).isEmpty());
  }

  @Test
  void knowsTheCodesOfErrors() {
    ServiceModel iam = ServiceModel.of("iam");

    assertThat(iam.error("NoSuchEntityException"))
        .contains(new ErrorShape("NoSuchEntity", 404, List.of("message")));
    assertThat(iam.error("ServiceFailureException"))
        .contains(new ErrorShape("ServiceFailure", 500, List.of("message")));
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
