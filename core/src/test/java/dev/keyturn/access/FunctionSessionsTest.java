package dev.keyturn.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.Decision.Allowed;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A built-in function acts in a session of its own for each invocation: it may do the calls of one
/// rotation on one secret, read the superuser secret that was pinned, and nothing else, whatever
/// any policy says.
class FunctionSessionsTest {
  private static final AccountId ACCOUNT = new AccountId("111122223333");
  private static final Region REGION = new Region("eu-west-1");
  private static final String SECRET = arn(ACCOUNT, "app-AbCdEf");
  private static final String SUPERUSER = arn(ACCOUNT, "admin-AbCdEf");
  private static final List<String> READS = List.of("DescribeSecret", "GetSecretValue");
  private static final List<String> WRITES = List.of("PutSecretValue", "UpdateSecretVersionStage");
  private static final List<String> OTHERS =
      List.of(
          "CreateSecret",
          "DeleteSecret",
          "UpdateSecret",
          "RotateSecret",
          "CancelRotateSecret",
          "PutResourcePolicy",
          "TagResource",
          "ListSecretVersionIds");

  private final Authorizer authorizer =
      new PolicyAuthorizer(_ -> {
        throw new AssertionError("No policy has a say in a rotation");
      });

  private static String arn(AccountId account, String resource) {
    return Arn.of("secretsmanager", REGION, account, "secret:" + resource).toString();
  }

  private static Caller session(Optional<String> token) {
    return new Caller(
        Principal.functionSession(ACCOUNT, "Rotate", "token"),
        "",
        REGION,
        new Origin("127.0.0.1", "test", true),
        Optional.of(
            new RotationScope(Arn.parse(SECRET).orElseThrow(), token, Optional.of(SUPERUSER))));
  }

  private boolean may(Optional<String> token, String action, String resource) {
    return authorizer.decide(
            new Authorizer.Request(
                session(token), Instant.EPOCH, action, () -> resource, Context.NONE))
        instanceof Allowed;
  }

  private boolean may(String operation, String resource) {
    return may(Optional.of("token"), "secretsmanager:" + operation, resource);
  }

  @Test
  void theSecretThatIsRotatedCanBeReadAndWritten() {
    assertThat(READS).allMatch(it -> may(it, SECRET));
    assertThat(WRITES).allMatch(it -> may(it, SECRET));
    assertThat(OTHERS).noneMatch(it -> may(it, SECRET));
    assertThat(may("GetRandomPassword", "*")).isTrue();
  }

  @Test
  void thePinnedSuperuserSecretCanBeReadOnly() {
    assertThat(READS).allMatch(it -> may(it, SUPERUSER));
    assertThat(WRITES).noneMatch(it -> may(it, SUPERUSER));
    assertThat(OTHERS).noneMatch(it -> may(it, SUPERUSER));
  }

  @Test
  void noOtherSecretCanBeTouched() {
    for (String other :
        List.of(
            arn(ACCOUNT, "app-AbCdEg"),
            arn(ACCOUNT, "app"),
            SECRET.replace("eu-west-1", "eu-west-2"),
            arn(new AccountId("444455556666"), "app-AbCdEf"),
            "*")) {
      assertThat(READS).as(other).noneMatch(it -> may(it, other));
      assertThat(WRITES).as(other).noneMatch(it -> may(it, other));
    }
  }

  @Test
  void noOtherServiceCanBeCalled() {
    for (String action :
        List.of("iam:CreateAccessKey", "sts:AssumeRole", "keyturn:RestoreTarget", "kms:Decrypt")) {
      assertThat(may(Optional.of("token"), action, SECRET)).as(action).isFalse();
    }
  }

  @Test
  void aPreflightReadsOnly() {
    assertThat(READS).allMatch(it -> may(Optional.empty(), "secretsmanager:" + it, SECRET));
    assertThat(WRITES).noneMatch(it -> may(Optional.empty(), "secretsmanager:" + it, SECRET));
  }
}
