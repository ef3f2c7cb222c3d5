package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.InstanceCredentials.Lent;
import dev.keyturn.function.InstanceCredentials.Use;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.identity.Principal.Kind;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceSessionsTest {
  private static final Arn ROLE = Arn.parse("arn:aws:iam::111122223333:role/rotator").orElseThrow();
  private static final Arn FUNCTION =
      Arn.parse("arn:aws:lambda:eu-west-1:111122223333:function:my-function").orElseThrow();
  private static final RotationScope SCOPE =
      new RotationScope(
          Arn.parse("arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbC123")
              .orElseThrow(),
          Optional.of("version"),
          Optional.empty());

  private final IdentitiesFixture iam = IdentitiesFixture.enforcing();

  private static String trust(String effect, String service, String condition) {
    return """
    {"Version":"2012-10-17","Statement":[{"Effect":"%s","Principal":{"Service":"%s"},\
    "Action":"sts:AssumeRole"%s}]}\
    """
        .formatted(effect, service, condition);
  }

  private Lent lent() {
    iam.createRole("rotator", trust("Allow", "lambda.amazonaws.com", ""));
    return iam.instances.lend(ROLE, FUNCTION).orElseThrow();
  }

  private Optional<Caller> caller(Lent lent) {
    return iam.signer(lent.accessKeyId(), Optional.of(lent.sessionToken().revealString()));
  }

  @Test
  void aRoleIsLentOnlyIfItTrustsFunctions() {
    iam.createRole("rotator", trust("Allow", "lambda.amazonaws.com", ""));
    iam.createRole("ec2", trust("Allow", "ec2.amazonaws.com", ""));
    iam.createRole("users");
    iam.createRole(
        "mine",
        trust(
            "Allow",
            "lambda.amazonaws.com",
            ",\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"111122223333\"}}"));
    iam.createRole(
        "others",
        trust(
            "Allow",
            "lambda.amazonaws.com",
            ",\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"444455556666\"}}"));
    assertThat(lends("role/rotator")).isTrue();
    assertThat(lends("role/mine")).isTrue();
    assertThat(lends("role/others")).isFalse();
    assertThat(lends("role/ec2")).isFalse();
    assertThat(lends("role/users")).isFalse();
    assertThat(lends("role/absent")).isFalse();
    assertThat(lends("role/path/rotator")).isFalse();
    assertThat(lends("user/rotator")).isFalse();
  }

  private boolean lends(String resource) {
    return iam.instances
        .lend(Arn.global("iam", IdentitiesFixture.ACCOUNT, resource), FUNCTION)
        .isPresent();
  }

  @Test
  void aRoleMayTrustOneFunctionOnly() {
    String only =
        ",\"Condition\":{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:lambda:*:111122223333:function:%s\"}}";
    iam.createRole("mine", trust("Allow", "lambda.amazonaws.com", only.formatted("my-*")));
    iam.createRole("others", trust("Allow", "lambda.amazonaws.com", only.formatted("other")));
    assertThat(lends("role/mine")).isTrue();
    assertThat(lends("role/others")).isFalse();
  }

  @Test
  void requestsAreLetInOnlyWhileAnInvocationIsServed() {
    try (Lent lent = lent()) {
      assertThat(caller(lent)).isEmpty();
      Use use = lent.begin(Optional.of(SCOPE));
      Caller caller = caller(lent).orElseThrow();
      assertThat(caller.principal().kind()).isEqualTo(Kind.ROLE_SESSION);
      assertThat(caller.principal().arn().toString())
          .isEqualTo("arn:aws:sts::111122223333:assumed-role/rotator/my-function");
      assertThat(caller.principal().id()).startsWith("AROA").endsWith(":my-function");
      assertThat(caller.serves()).contains(SCOPE);
      assertThat(caller.rotation()).isEmpty();
      use.close();
      assertThat(caller(lent)).isEmpty();
    }
  }

  @Test
  void theyLastAsLongAsTheInstance() {
    Lent lent = lent();
    Use use = lent.begin(Optional.empty());
    iam.clock.advance(Duration.ofDays(400));
    assertThat(caller(lent)).isPresent();
    assertThat(caller(lent).orElseThrow().serves()).isEmpty();
    lent.close();
    assertThat(caller(lent)).isEmpty();
    use.close();
    lent.begin(Optional.empty());
    assertThat(caller(lent)).as("closed for good").isEmpty();
  }

  @Test
  void oneInvocationAtATime() {
    Lent lent = lent();
    Use first = lent.begin(Optional.of(SCOPE));
    assertThatThrownBy(() -> lent.begin(Optional.empty()))
        .isInstanceOf(IllegalStateException.class);
    first.close();
    Use second = lent.begin(Optional.empty());
    first.close();
    assertThat(caller(lent)).as("the first was closed twice, not the second").isPresent();
    second.close();
    assertThat(caller(lent)).isEmpty();
  }

  @Test
  void theTokenMustBeTheOneThatWasLent() {
    Lent lent = lent();
    lent.begin(Optional.empty());
    Lent other = iam.instances.lend(ROLE, FUNCTION).orElseThrow();
    assertThat(iam.signer(lent.accessKeyId(), Optional.empty())).isEmpty();
    assertThat(iam.signer(lent.accessKeyId(), Optional.of(other.sessionToken().revealString())))
        .isEmpty();
    assertThat(lent.secretAccessKey().revealString()).hasSize(40);
    assertThat(lent.secretAccessKey()).isNotEqualTo(other.secretAccessKey());
    assertThat(lent.toString()).doesNotContain(lent.secretAccessKey().revealString());
  }

  @Test
  void theDeletionOfTheRoleEndsThem() {
    Lent lent = lent();
    lent.begin(Optional.empty());
    assertThat(caller(lent)).isPresent();
    iam.send(new Roles.DeleteRole("rotator"));
    assertThat(caller(lent)).isEmpty();
    iam.createRole("rotator", trust("Allow", "lambda.amazonaws.com", ""));
    assertThat(caller(lent)).as("another role of the same name").isEmpty();
  }

  @Test
  void aServerThatWasStartedLaterKnowsNoneOfThem() {
    Lent lent = lent();
    lent.begin(Optional.empty());
    Credentials later =
        new Credentials(
            iam.keys,
            new SessionTokens(iam.store, iam.master, new SecureRandom()),
            new InstanceSessions(iam.store, new SecureRandom(), iam.clock),
            iam.uses);
    assertThat(later.find(lent.accessKeyId(), Optional.of(lent.sessionToken().revealString())))
        .isEmpty();
  }

  @Test
  void whatTheyMayDoIsWhatTheRoleMay() {
    Lent lent = lent();
    lent.begin(Optional.of(SCOPE));
    Users.GetUser read = new Users.GetUser(Optional.of("alice"));
    iam.createUser("alice");
    assertThat(iam.may(caller(lent).orElseThrow(), read)).isFalse();
    iam.send(new InlinePolicies.PutRolePolicy("rotator", "all", IdentitiesFixture.ANYTHING));
    assertThat(iam.may(caller(lent).orElseThrow(), read)).isTrue();
  }
}
