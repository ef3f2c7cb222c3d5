package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.Caller;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.testkit.SecretsFixture;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the operations on secrets let policies ask.
class SecretAuthorizationTest {
  private final Actors actors = new Actors();
  private final SecretsFixture fixture = new SecretsFixture(actors, actors);

  private Caller who(String condition) {
    return actors.user(
        SecretsFixture.ACCOUNT,
        "ann",
        "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{%s}}".formatted(condition),
        Map.of("team", "blue"));
  }

  private boolean may(String condition, Record input) {
    try {
      Record _ = fixture.send(who(condition), input, Record.class);
      return true;
    } catch (AccessDenied _) {
      return false;
    } catch (Refusal _) {
      // It was authorized.
      return true;
    }
  }

  private static final Map<String, Record> INPUTS =
      Map.of(
          "get",
          new GetSecretValue.Input("app", Optional.empty(), Optional.empty()),
          "get-previous",
          new GetSecretValue.Input("app", Optional.empty(), Optional.of("AWSPREVIOUS")),
          "get-version",
          new GetSecretValue.Input("app", Optional.of("v".repeat(32)), Optional.empty()),
          "delete-7",
          new DeleteSecret.Input("app", Optional.of(7L), Optional.empty()),
          "delete-now",
          new DeleteSecret.Input("app", Optional.empty(), Optional.of(true)),
          "stage",
          new UpdateSecretVersionStage.Input("app", "MINE", Optional.empty(), Optional.empty()),
          "tag",
          new TagResource.Input("app", List.of(new Tag("cost", "7"), new Tag("owner", "ann"))),
          "untag",
          new UntagResource.Input("app", List.of("cost")),
          "create",
          new CreateSecret.Input(
              "new",
              Optional.of(SecretsFixture.token()),
              Optional.of("words"),
              Optional.of("alias/aws/secretsmanager"),
              Optional.empty(),
              Optional.empty(),
              Optional.of(List.of(new Tag("cost", "7"))),
              Optional.of("kind")),
          "policy",
          new PutResourcePolicy.Input("app", "{}", Optional.of(true)));

  private static Record input(String name) {
    return Objects.requireNonNull(INPUTS.get(name), name);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'StringEquals':{'secretsmanager:VersionStage':'AWSPREVIOUS'}            | get-previous | true
          'StringEquals':{'secretsmanager:VersionStage':'AWSCURRENT'}             | get-previous | false
          'StringEquals':{'secretsmanager:VersionStage':'AWSCURRENT'}             | get          | false
          'StringEqualsIfExists':{'secretsmanager:VersionStage':'AWSCURRENT'}     | get          | true
          'StringLike':{'secretsmanager:VersionId':'vvv*'}                        | get-version  | true
          'StringLike':{'secretsmanager:VersionId':'*'}                           | get          | false
          'NumericGreaterThanEquals':{'secretsmanager:RecoveryWindowInDays':7}    | delete-7     | true
          'NumericGreaterThanEquals':{'secretsmanager:RecoveryWindowInDays':8}    | delete-7     | false
          'Bool':{'secretsmanager:ForceDeleteWithoutRecovery':'true'}             | delete-now   | true
          'BoolIfExists':{'secretsmanager:ForceDeleteWithoutRecovery':'false'}    | delete-now   | false
          'BoolIfExists':{'secretsmanager:ForceDeleteWithoutRecovery':'false'}    | delete-7     | true
          'StringEquals':{'secretsmanager:VersionStage':'MINE'}                   | stage        | true
          'StringEquals':{'aws:RequestTag/cost':'7'}                              | tag          | true
          'StringEquals':{'aws:RequestTag/Cost':'7'}                              | tag          | true
          'StringEquals':{'aws:RequestTag/cost':'8'}                              | tag          | false
          'ForAllValues:StringEquals':{'aws:TagKeys':['cost','owner']}            | tag          | true
          'ForAllValues:StringEquals':{'aws:TagKeys':['cost']}                    | tag          | false
          'ForAllValues:StringEquals':{'aws:TagKeys':['cost']}                    | untag        | true
          'ForAnyValue:StringEquals':{'aws:TagKeys':['owner']}                    | untag        | false
          'StringEquals':{'aws:RequestTag/cost':'7'}                              | create       | true
          'StringEquals':{'aws:ResourceTag/cost':'7'}                             | create       | true
          'StringEquals':{'secretsmanager:Name':'new'}                            | create       | true
          'StringLike':{'secretsmanager:Name':'prod/*'}                           | create       | false
          'StringEquals':{'secretsmanager:Description':'words'}                   | create       | true
          'StringEquals':{'secretsmanager:KmsKeyId':'alias/aws/secretsmanager'}   | create       | true
          'ArnLike':{'secretsmanager:KmsKeyArn':'arn:aws:kms:eu-west-1:111122223333:key/*'} | create | true
          'ArnLike':{'secretsmanager:KmsKeyArn':'arn:aws:kms:eu-west-2:111122223333:key/*'} | create | false
          'StringEquals':{'secretsmanager:Type':'kind'}                           | create       | true
          'Bool':{'secretsmanager:BlockPublicPolicy':'true'}                      | policy       | true
          'ArnLike':{'secretsmanager:SecretId':'arn:aws:secretsmanager:*:*:secret:app-??????'} | get | true
          'ArnLike':{'secretsmanager:SecretId':'arn:aws:secretsmanager:*:*:secret:other-*'}    | get | false
          'StringEquals':{'secretsmanager:SecretPrimaryRegion':'eu-west-1'}       | get          | true
          'Null':{'secretsmanager:resource/AllowRotationLambdaArn':'true'}        | get          | true
          'StringEquals':{'secretsmanager:ResourceTag/team':'${aws:PrincipalTag/team}'} | get    | true
          'StringEquals':{'aws:ResourceTag/team':'red'}                           | get          | false
          'StringEquals':{'kms:ResourceTag/team':'blue'}                          | get          | false
          'StringEquals':{'aws:username':'ann'}                                   | get          | true
          'StringLike':{'aws:userid':'AIDA*'}                                     | get          | true
          'ArnEquals':{'aws:PrincipalArn':'arn:aws:iam::111122223333:user/ann'}   | get          | true
          'StringEquals':{'aws:PrincipalAccount':'111122223333'}                  | get          | true
          'StringEquals':{'aws:PrincipalType':'User'}                             | get          | true
          'StringEquals':{'aws:PrincipalTag/team':'blue'}                         | get          | true
          'StringEquals':{'aws:ResourceAccount':'111122223333'}                   | get          | true
          'IpAddress':{'aws:SourceIp':'127.0.0.0/8'}                              | get          | true
          'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}                               | get          | false
          'Bool':{'aws:SecureTransport':'true'}                                   | get          | true
          'Bool':{'aws:ViaAWSService':'true'}                                     | get          | false
          'StringEquals':{'aws:UserAgent':'test'}                                 | get          | true
          'StringEquals':{'aws:RequestedRegion':'eu-west-1'}                      | get          | true
          'DateGreaterThan':{'aws:CurrentTime':'2026-11-21T07:00:00Z'}            | get          | true
          'DateGreaterThan':{'aws:CurrentTime':'2026-11-21T09:00:00Z'}            | get          | false
          'NumericLessThan':{'aws:EpochTime':'1795248001'}                        | get          | true
          'Null':{'aws:SourceVpc':'true'}                                         | get          | true
          """)
  void requestsHaveTheKeysThatAwsGivesThem(String condition, String input, boolean allowed) {
    fixture.create("app", "x");
    var _ =
        fixture.send(
            new TagResource.Input("app", List.of(new Tag("team", "blue"))),
            TagResource.Output.class);
    assertThat(may(condition, input(input))).isEqualTo(allowed);
  }

  @Test
  void operationsDeclareTheKeysOfAwsReference() {
    assertThat(
            fixture.secrets.operations().stream()
                .filter(row -> !row.demands().keys().names().isEmpty())
                .collect(
                    Collectors.toMap(
                        row -> row.name(), row -> String.join(" ", row.demands().keys().names()))))
        .isEqualTo(
            Map.of(
                "CreateSecret",
                "aws:requesttag/ aws:tagkeys secretsmanager:description secretsmanager:kmskeyarn"
                    + " secretsmanager:kmskeyid secretsmanager:name secretsmanager:type",
                "GetSecretValue",
                "secretsmanager:versionid secretsmanager:versionstage",
                "UpdateSecret",
                "secretsmanager:description secretsmanager:kmskeyarn secretsmanager:kmskeyid"
                    + " secretsmanager:type",
                "UpdateSecretVersionStage",
                "secretsmanager:versionstage",
                "DeleteSecret",
                "secretsmanager:forcedeletewithoutrecovery secretsmanager:recoverywindowindays",
                "TagResource",
                "aws:requesttag/ aws:tagkeys",
                "UntagResource",
                "aws:tagkeys",
                "PutResourcePolicy",
                "secretsmanager:blockpublicpolicy"));
  }

  @Test
  void thatASecretIsNotThereIsToldOnlyToWhomMayAskForAny() {
    Caller ann = actors.user("ann", "{'Effect':'Allow','Action':'*','Resource':'*'}");
    Caller bob =
        actors.user(
            "bob",
            "{'Effect':'Allow','Action':'*','Resource':'arn:aws:secretsmanager:*:*:secret:app*'}");
    assertThatThrownBy(() -> describe(ann, "app")).isInstanceOf(ResourceNotFound.class);
    assertThatThrownBy(() -> describe(bob, "app"))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("on resource: app because no identity-based policy");
    assertThatThrownBy(() -> describe(SecretsFixture.ADMINISTRATOR, "app"))
        .isInstanceOf(ResourceNotFound.class);
  }

  private void describe(Caller by, String name) {
    var _ = fixture.send(by, new DescribeSecret.Input(name), DescribeSecret.Output.class);
  }

  @Test
  void creatingWithTagsNeedsTheRightToTag() {
    Caller ann =
        actors.user(
            "ann", "{'Effect':'Allow','Action':'secretsmanager:CreateSecret','Resource':'*'}");
    assertThatThrownBy(() -> fixture.send(ann, input("create"), CreateSecret.Output.class))
        .hasMessageContaining("not authorized to perform: secretsmanager:TagResource");
  }

  @Test
  void nobodyTagsHimselfOut() {
    fixture.create("app", "x");
    Consumer<Record> admin =
        input -> {
          Record _ = fixture.send(SecretsFixture.ADMINISTRATOR, input, Record.class);
        };
    admin.accept(new TagResource.Input("app", List.of(new Tag("team", "blue"))));
    Caller ann = who("'StringEquals':{'aws:ResourceTag/team':'${aws:PrincipalTag/team}'}");
    Stream.of(
            new TagResource.Input("app", List.of(new Tag("team", "red"))),
            new UntagResource.Input("app", List.of("team")))
        .forEach(input ->
            assertThatThrownBy(() -> fixture.send(ann, input, Record.class))
                .isInstanceOf(AccessDenied.class)
                .hasMessageContaining("can't change the tags"));
    Record _ =
        fixture.send(
            ann, new TagResource.Input("app", List.of(new Tag("cost", "7"))), Record.class);
    admin.accept(new TagResource.Input("app", List.of(new Tag("team", "red"))));
    assertThat(fixture.describe("app").tags().orElseThrow())
        .containsExactly(new Tag("cost", "7"), new Tag("team", "red"));
  }
}
