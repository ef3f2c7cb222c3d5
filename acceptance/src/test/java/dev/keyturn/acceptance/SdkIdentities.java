package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Sdk;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.StsException;

/// IAM and STS by the AWS SDK for Java: typed answers and exceptions, paginators, waiters, and the
/// credentials provider that takes on a role. Runs within a class that has a server.
abstract class SdkIdentities {
  private static final String READS_SECRETS =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
      "Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:*:*:secret:%s"}]}\
      """;

  private static final Tag BLUE = Tag.builder().key("team").value("blue").build();

  private final Program program;
  private IamClient iam;
  private SecretsManagerClient administrators;

  SdkIdentities(Program program) {
    this.program = program;
  }

  @BeforeEach
  void open() {
    iam = Sdk.iam(program, Sdk.administrator(program));
    administrators = Sdk.client(program);
  }

  @AfterEach
  void close() {
    administrators.close();
    iam.close();
  }

  private AwsCredentialsProvider user(String name) {
    iam.createUser(request -> request.userName(name));
    return key(name);
  }

  private AwsCredentialsProvider key(String name) {
    var key = iam.createAccessKey(request -> request.userName(name)).accessKey();
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(key.accessKeyId(), Evidence.secret(key.secretAccessKey())));
  }

  private String secret(String name) {
    String value = Evidence.secret(Program.randomText(32));
    administrators.createSecret(request -> request.name(name).secretString(value));
    return value;
  }

  @Test
  void aUserDoesWhatItsPolicySays() {
    AwsCredentialsProvider reader = user("sdk-reader");
    iam.waiter().waitUntilUserExists(request -> request.userName("sdk-reader"));
    iam.putUserPolicy(request ->
        request
            .userName("sdk-reader")
            .policyName("reads")
            .policyDocument(READS_SECRETS.formatted("sdk/read/*")));
    String value = secret("sdk/read/one");
    secret("sdk/other");
    try (SecretsManagerClient secrets = Sdk.client(program, reader);
        StsClient sts = Sdk.sts(program, reader)) {
      assertThat(sts.getCallerIdentity().arn())
          .isEqualTo("arn:aws:iam::%s:user/sdk-reader".formatted(Program.ACCOUNT));
      assertThat(secrets.getSecretValue(r -> r.secretId("sdk/read/one")).secretString())
          .isEqualTo(value);
      assertThatThrownBy(() -> secrets.getSecretValue(r -> r.secretId("sdk/other")))
          .isInstanceOfSatisfying(
              SecretsManagerException.class,
              denied -> {
                assertThat(denied.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
                assertThat(denied.getMessage())
                    .contains("because no identity-based policy allows the");
              });
    }
  }

  @Test
  void keysAreMadeSwitchedOffAndDeleted() {
    AwsCredentialsProvider first = user("sdk-keys");
    String id = first.resolveCredentials().accessKeyId();
    key("sdk-keys");
    assertThatThrownBy(() -> key("sdk-keys")).isInstanceOf(LimitExceededException.class);
    iam.updateAccessKey(r -> r.userName("sdk-keys").accessKeyId(id).status(StatusType.INACTIVE));
    assertThat(
            iam.listAccessKeysPaginator(r -> r.userName("sdk-keys").maxItems(1)).stream()
                .flatMap(page -> page.accessKeyMetadata().stream()))
        .extracting(AccessKeyMetadata::status)
        .containsExactlyInAnyOrder(StatusType.INACTIVE, StatusType.ACTIVE);
    try (StsClient sts = Sdk.sts(program, first)) {
      assertThatThrownBy(sts::getCallerIdentity)
          .isInstanceOfSatisfying(
              StsException.class,
              refused ->
                  assertThat(refused.awsErrorDetails().errorCode())
                      .isEqualTo("InvalidClientTokenId"));
    }
    assertThatThrownBy(() -> iam.deleteUser(request -> request.userName("sdk-keys")))
        .isInstanceOf(DeleteConflictException.class);
    assertThat(iam.getAccessKeyLastUsed(r -> r.accessKeyId(id)).accessKeyLastUsed().serviceName())
        .isEqualTo("N/A");
    iam.listAccessKeys(r -> r.userName("sdk-keys"))
        .accessKeyMetadata()
        .forEach(
            key -> iam.deleteAccessKey(r -> r.userName("sdk-keys").accessKeyId(key.accessKeyId())));
    iam.deleteUser(request -> request.userName("sdk-keys"));
    assertThatThrownBy(() -> iam.getUser(request -> request.userName("sdk-keys")))
        .isInstanceOf(NoSuchEntityException.class);
  }

  @Test
  void refusalsAreTypedAndListingsArePaged() {
    for (String name : List.of("sdk-page-a", "sdk-page-b", "sdk-page-c")) {
      iam.createUser(r -> r.userName(name).path("/page/").tags(BLUE));
    }
    assertThat(iam.listUsersPaginator(r -> r.pathPrefix("/page/").maxItems(2)).users())
        .extracting(User::userName)
        .containsExactly("sdk-page-a", "sdk-page-b", "sdk-page-c");
    assertThat(iam.listUserTags(r -> r.userName("sdk-page-a")).tags().getFirst().value())
        .isEqualTo("blue");
    assertThatThrownBy(() -> iam.createUser(request -> request.userName("SDK-PAGE-A")))
        .isInstanceOf(EntityAlreadyExistsException.class);
    assertThatThrownBy(() ->
            iam.putUserPolicy(
                r -> r.userName("sdk-page-a").policyName("bad").policyDocument("{\"a\": }")))
        .isInstanceOf(MalformedPolicyDocumentException.class)
        .hasMessageContaining("column");
    assertThatThrownBy(() -> iam.createUser(request -> request.userName("not a name")))
        .isInstanceOfSatisfying(
            IamException.class,
            refused ->
                assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationError"));
  }

  @Test
  void aRoleIsTakenOnByTheCredentialsProvider() {
    AwsCredentialsProvider borrower = user("sdk-borrower");
    String account = Program.ACCOUNT;
    String trust =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole",\
        "sts:TagSession"],"Principal":{"AWS":"arn:aws:iam::%s:user/sdk-borrower"},\
        "Condition":{"StringEquals":{"sts:ExternalId":"open"}}}]}\
        """
            .formatted(account);
    String role =
        iam.createRole(r -> r.roleName("sdk-reads").assumeRolePolicyDocument(trust)).role().arn();
    String policy =
        iam.createPolicy(r ->
                r.policyName("sdk-reads").policyDocument(READS_SECRETS.formatted("sdk/role/*")))
            .policy()
            .arn();
    iam.attachRolePolicy(r -> r.roleName("sdk-reads").policyArn(policy));
    assertThat(iam.listAttachedRolePolicies(r -> r.roleName("sdk-reads")).attachedPolicies())
        .extracting(AttachedPolicy::policyArn)
        .containsExactly(policy);
    String one = secret("sdk/role/one");
    secret("sdk/role/two");
    try (StsClient sts = Sdk.sts(program, borrower)) {
      assertThatThrownBy(() -> sts.assumeRole(r -> r.roleArn(role).roleSessionName("session")))
          .isInstanceOf(StsException.class)
          .hasMessageContaining("is not authorized to perform: sts:AssumeRole");
      try (StsAssumeRoleCredentialsProvider session =
              StsAssumeRoleCredentialsProvider.builder()
                  .stsClient(sts)
                  .refreshRequest(r ->
                      r.roleArn(role)
                          .roleSessionName("session")
                          .externalId("open")
                          .durationSeconds(900)
                          .tags(
                              software.amazon.awssdk.services.sts.model.Tag.builder()
                                  .key("team")
                                  .value("blue")
                                  .build())
                          .policy(READS_SECRETS.formatted("sdk/role/one-??????")))
                  .build();
          SecretsManagerClient secrets = Sdk.client(program, session);
          StsClient asRole = Sdk.sts(program, session)) {
        assertThat(asRole.getCallerIdentity().arn())
            .isEqualTo("arn:aws:sts::%s:assumed-role/sdk-reads/session".formatted(account));
        assertThat(secrets.getSecretValue(r -> r.secretId("sdk/role/one")).secretString())
            .isEqualTo(one);
        assertThatThrownBy(() -> secrets.getSecretValue(r -> r.secretId("sdk/role/two")))
            .hasMessageContaining("because no session policy allows the");
      }
    }
  }

  @Test
  void aSessionTokenStandsForItsUser() {
    AwsCredentialsProvider user = user("sdk-session");
    try (StsClient sts = Sdk.sts(program, user)) {
      var made = sts.getSessionToken(request -> request.durationSeconds(900)).credentials();
      Evidence.secret(made.secretAccessKey());
      try (StsClient session =
          Sdk.sts(
              program,
              StaticCredentialsProvider.create(
                  AwsSessionCredentials.create(
                      made.accessKeyId(), made.secretAccessKey(), made.sessionToken())))) {
        assertThat(session.getCallerIdentity().arn())
            .isEqualTo("arn:aws:iam::%s:user/sdk-session".formatted(Program.ACCOUNT));
      }
    }
  }

  @Test
  void policiesAreSimulatedAndCounted() {
    user("sdk-simulated");
    String policy =
        iam.createPolicy(r ->
                r.policyName("sdk-simulated").policyDocument(READS_SECRETS.formatted("sdk/a-*")))
            .policy()
            .arn();
    iam.attachUserPolicy(r -> r.userName("sdk-simulated").policyArn(policy));
    iam.createPolicyVersion(r ->
        r.policyArn(policy).setAsDefault(true).policyDocument(READS_SECRETS.formatted("sdk/b-*")));
    assertThat(iam.listPolicyVersions(r -> r.policyArn(policy)).versions()).hasSize(2);
    var simulated =
        iam.simulatePrincipalPolicy(r ->
            r.policySourceArn("arn:aws:iam::%s:user/sdk-simulated".formatted(Program.ACCOUNT))
                .actionNames("secretsmanager:GetSecretValue")
                .resourceArns(arn("sdk/a-AbCdEf"), arn("sdk/b-AbCdEf")));
    assertThat(simulated.evaluationResults())
        .extracting(result -> result.evalDecision())
        .containsExactly(
            PolicyEvaluationDecisionType.IMPLICIT_DENY, PolicyEvaluationDecisionType.ALLOWED);
    assertThat(iam.getAccountSummary().summaryMap().get(SummaryKeyType.USERS)).isPositive();
  }

  private static String arn(String secret) {
    return "arn:aws:secretsmanager:%s:%s:secret:%s"
        .formatted(Program.REGION, Program.ACCOUNT, secret);
  }
}
