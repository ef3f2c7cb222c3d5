package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.access.PolicySource;
import dev.keyturn.function.FailureClass;
import dev.keyturn.function.SecretsClient.PasswordRules;
import dev.keyturn.function.StepFailed;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Runner;
import dev.keyturn.server.runtime.RunnerSecretsClient.Door;
import dev.keyturn.testkit.SecretsFixture;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunnerSecretsClientTest {
  private static final PasswordRules RULES =
      new PasswordRules(20, "abc", false, true, false, false, true);

  private final SecretsFixture fixture = new SecretsFixture();
  private final String first = SecretsFixture.token();
  private final String arn = fixture.create("db", "one", first).arn();
  private final String other = fixture.create("other", "theirs").arn();
  private final Leash leash = new Leash();
  private final RunnerSecretsClient client =
      new RunnerSecretsClient(
          new Door(
              new Runner(new PolicyAuthorizer(PolicySource.NONE), fixture.audit),
              fixture.secrets,
              fixture.clock),
          session(Arn.parse(arn).orElseThrow()),
          leash);

  private static Caller session(Arn secret) {
    return new Caller(
        Principal.functionSession(SecretsFixture.ACCOUNT, "function", "token"),
        "",
        SecretsFixture.REGION,
        new Origin("secretsmanager.amazonaws.com", "test", true),
        Optional.of(new RotationScope(secret, Optional.of("token"), Optional.empty())));
  }

  @Test
  void aPendingVersionIsPutReadAndMadeCurrent() throws StepFailed {
    String token = SecretsFixture.token();
    assertThat(client.value(arn, Optional.of(token), "AWSPENDING")).isEmpty();

    SecretValue value = SecretValue.ofString("two");
    client.put(arn, token, value, List.of("AWSPENDING"), SecretValue.ofString("r".repeat(36)));
    assertThat(client.value(arn, Optional.of(token), "AWSPENDING")).hasValue(value);
    assertThat(client.version(arn, token)).hasValue(value);
    assertThat(client.describe(arn).stagesByVersion().get(token)).containsExactly("AWSPENDING");

    client.moveStage(arn, "AWSCURRENT", token, Optional.of(first));
    assertThat(fixture.read(arn)).isEqualTo("two");
    assertThat(client.value(arn, Optional.empty(), "AWSPREVIOUS"))
        .hasValue(SecretValue.ofString("one"));
  }

  @Test
  void passwordsFollowTheRules() throws StepFailed {
    assertThat(client.randomPassword(RULES).revealString()).matches("[A-Zd-z0-9]{20}");
  }

  @Test
  void anotherSecretIsOutOfReach() {
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class, () -> client.value(other, Optional.empty(), "AWSCURRENT"));
    assertThat(failed.failureClass()).isEqualTo(FailureClass.NOT_ALLOWED);
    assertThat(failed)
        .hasMessageContaining("(AccessDeniedException) when calling the GetSecretValue operation")
        .hasMessageNotContaining("theirs");
  }

  @Test
  void anInvocationThatWasEndedCallsNothingMore() {
    int before = fixture.audit.events().size();
    leash.pull();
    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> client.randomPassword(RULES));
    assertThat(failed.failureClass()).isEqualTo(FailureClass.TIMEOUT);
    assertThat(fixture.audit.events()).hasSize(before);
  }
}
