package dev.keyturn.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.Authorizer.Request;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.identity.Session;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is not judged by policies alone.
class PolicyAuthorizerTest {
  private static final AccountId ACCOUNT = new AccountId("111122223333");
  private static final String SECRETS = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:";
  private static final String DENY_ALL =
      """
      {"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}\
      """;

  private final PolicyAuthorizer authorizer = new PolicyAuthorizer(PolicySource.NONE);

  private record Thing(String arn, Optional<Policy> resourcePolicy) implements Guarded {}

  private boolean allows(Principal who, Optional<RotationScope> scope, String action, Guarded on) {
    Caller caller =
        new Caller(
            who, "AKIAEXAMPLE", new Region("eu-west-1"), new Origin("::1", "test", true), scope);
    return authorizer.decide(new Request(caller, Instant.EPOCH, action, on, Context.NONE))
        instanceof Decision.Allowed;
  }

  private static Guarded locked(String name) throws MalformedPolicy {
    return new Thing(SECRETS + name, Optional.of(Policy.parse(DENY_ALL, Form.RESOURCE)));
  }

  @Test
  void anAdministratorIsLimitedByTheResourceOnlyAndMayAlwaysTakeItsPolicyOff()
      throws MalformedPolicy {
    Principal root = Principal.administrator(ACCOUNT);
    String get = "secretsmanager:GetSecretValue";
    String off = "secretsmanager:DeleteResourcePolicy";
    assertThat(allows(root, Optional.empty(), get, () -> SECRETS + "a")).isTrue();
    assertThat(allows(root, Optional.empty(), get, locked("a"))).isFalse();
    assertThat(allows(root, Optional.empty(), off, locked("a"))).isTrue();
    Principal stranger = Principal.administrator(new AccountId("444455556666"));
    assertThat(allows(stranger, Optional.empty(), off, locked("a"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "secretsmanager:GetSecretValue, rotated-AbC123, true, true",
    "secretsmanager:DescribeSecret, rotated-AbC123, true, true",
    "secretsmanager:PutSecretValue, rotated-AbC123, true, true",
    "secretsmanager:UpdateSecretVersionStage, rotated-AbC123, true, true",
    "secretsmanager:DeleteSecret, rotated-AbC123, true, false",
    "secretsmanager:PutResourcePolicy, rotated-AbC123, true, false",
    "secretsmanager:GetSecretValue, other-AbC123, true, false",
    "secretsmanager:GetSecretValue, super-AbC123, true, true",
    "secretsmanager:PutSecretValue, super-AbC123, true, false",
    "secretsmanager:PutSecretValue, rotated-AbC123, false, false",
    "secretsmanager:GetSecretValue, rotated-AbC123, false, true",
    "iam:CreateUser, rotated-AbC123, true, false"
  })
  void aFunctionsSessionMayWhatItsRotationNeedsWhateverPoliciesSay(
      String action, String secret, boolean makesAVersion, boolean allowed) throws MalformedPolicy {
    RotationScope scope =
        new RotationScope(
            Arn.parse(SECRETS + "rotated-AbC123").orElseThrow(),
            Optional.of("token").filter(_ -> makesAVersion),
            Optional.of(SECRETS + "super-AbC123"));
    Principal session = Principal.functionSession(ACCOUNT, "rotator", "one");
    assertThat(allows(session, Optional.of(scope), action, locked(secret))).isEqualTo(allowed);
    Principal foreign = Principal.functionSession(new AccountId("444455556666"), "rotator", "one");
    assertThat(allows(foreign, Optional.of(scope), action, locked(secret))).isFalse();
  }

  @Test
  void everybodyMayAskWhoTheyAreAndTheServiceActsInItsAccount() throws MalformedPolicy {
    Principal session = Principal.functionSession(ACCOUNT, "rotator", "one");
    assertThat(allows(session, Optional.empty(), "sts:GetCallerIdentity", () -> "*")).isTrue();
    assertThat(allows(session, Optional.empty(), "secretsmanager:ListSecrets", () -> "*"))
        .isFalse();
    Principal service = Principal.service(ACCOUNT);
    assertThat(allows(service, Optional.empty(), "a:B", locked("a"))).isTrue();
    Principal foreign = Principal.service(new AccountId("444455556666"));
    assertThat(allows(foreign, Optional.empty(), "a:B", locked("a"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "secretsmanager:GetSecretValue, rotated-AbC123, true",
    "secretsmanager:TagResource, rotated-AbC123, true",
    "secretsmanager:GetSecretValue, super-AbC123, true",
    "secretsmanager:DescribeSecret, super-AbC123, true",
    "secretsmanager:PutSecretValue, super-AbC123, false",
    "secretsmanager:GetSecretValue, other-AbC123, false",
    "keyturn:DescribeRotation, other-AbC123, false"
  })
  void aUsersOwnFunctionIsNarrowedToTheSecretsOfItsRotation(
      String action, String secret, boolean allowed) {
    assertThat(owns(action, SECRETS + secret)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "secretsmanager:GetRandomPassword, true",
    "secretsmanager:ListSecrets, false",
    "keyturn:ListRotations, false",
    "iam:CreateUser, true"
  })
  void aUsersOwnFunctionDoesWhatIsNoSecretAsItsRoleMay(String action, boolean allowed) {
    assertThat(owns(action, "*")).isEqualTo(allowed);
  }

  /// Whether somebody who may do everything may do that in a session that serves a rotation.
  private boolean owns(String action, String resource) {
    RotationScope scope =
        new RotationScope(
            Arn.parse(SECRETS + "rotated-AbC123").orElseThrow(),
            Optional.of("token"),
            Optional.of(SECRETS + "super-AbC123"));
    Caller caller =
        new Caller(
            Principal.administrator(ACCOUNT),
            "ASIAEXAMPLE",
            new Region("eu-west-1"),
            new Origin("::1", "test", true),
            Optional.empty(),
            Optional.of(Session.plain(Instant.EPOCH, Instant.MAX).serving(Optional.of(scope))));
    return authorizer.decide(
            new Request(caller, Instant.EPOCH, action, () -> resource, Context.NONE))
        instanceof Decision.Allowed;
  }
}
