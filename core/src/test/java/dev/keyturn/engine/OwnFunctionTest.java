package dev.keyturn.engine;

import static dev.keyturn.engine.FakeFunctions.FOREIGN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Caller;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.State;
import dev.keyturn.secret.DeleteSecret;
import dev.keyturn.secret.GetSecretValue;
import dev.keyturn.secret.PutSecretValue;
import dev.keyturn.secret.UpdateSecretVersionStage;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a user's own function does to the secret that it rotates: as its role's session, with calls
/// like anybody's.
class OwnFunctionTest {
  private final RotationFixture fixture = new RotationFixture();

  /// The calls of a function, put in the place of a step's own work.
  private interface Work {
    void by(Caller caller, RotationEvent event);
  }

  private void insteadOf(Step step, Work work) {
    fixture.functions.pretend(step);
    fixture.functions.before(
        step,
        () -> {
          RotationEvent event = fixture.functions.calls().getLast();
          work.by(FakeFunctions.own(event), event);
        });
  }

  private void put(Caller caller, String token, Optional<SecretValue> rotationToken) {
    fixture.secrets.send(
        caller,
        new PutSecretValue.Input(
            "app",
            Optional.of(token),
            Optional.empty(),
            Optional.of(SecretValue.ofString("password of " + token)),
            Optional.of(List.of("AWSPENDING")),
            rotationToken),
        PutSecretValue.Output.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void putsItsVersionWithARotationTokenOrWithout(boolean with) {
    insteadOf(
        Step.CREATE_SECRET,
        (caller, event) ->
            put(caller, event.token(), Optional.of(event.rotationToken()).filter(_ -> with)));
    String token = fixture.rotate(FOREIGN);
    fixture.runFor(Duration.ofMinutes(1));
    fixture.assertAtRest();
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.events()).doesNotContain("RotationAbandoned");
  }

  @Test
  void anotherRoleThatItTookOnProvesItselfByTheRotationToken() {
    insteadOf(
        Step.CREATE_SECRET,
        (_, event) ->
            put(SecretsFixture.ADMINISTRATOR, event.token(), Optional.of(event.rotationToken())));
    String token = fixture.rotate(FOREIGN);
    fixture.runFor(Duration.ofMinutes(1));
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
  }

  private void moveCurrent(RotationEvent event) {
    fixture.secrets.send(
        SecretsFixture.ADMINISTRATOR,
        new UpdateSecretVersionStage.Input(
            "app", "AWSCURRENT", fixture.carrier("AWSCURRENT"), Optional.of(event.token())),
        UpdateSecretVersionStage.Output.class);
  }

  @Test
  void oneThatRunsElsewhereFinishesWithCredentialsOfItsOwn() {
    insteadOf(Step.FINISH_SECRET, (_, event) -> moveCurrent(event));
    String token = fixture.rotate(FOREIGN);
    fixture.runFor(Duration.ofMinutes(1));
    fixture.assertAtRest();
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.events()).contains("RotationSucceeded").doesNotContain("RotationAbandoned");
  }

  @Test
  void whoMovesCurrentBeforeTheTestAbandonsTheRotation() {
    insteadOf(Step.SET_SECRET, (_, event) -> moveCurrent(event));
    fixture.rotate(FOREIGN);
    fixture.runFor(Duration.ofMinutes(1));
    assertThat(fixture.events()).contains("RotationAbandoned");
    assertThat(fixture.state()).isInstanceOf(State.TargetUnknown.class);
  }

  @Test
  void anotherVersionIsNotItsRotation() {
    insteadOf(
        Step.CREATE_SECRET, (caller, _) -> put(caller, SecretsFixture.token(), Optional.empty()));
    fixture.rotate(FOREIGN);
    fixture.runFor(Duration.ofMinutes(1));
    assertThat(fixture.events()).contains("RotationAbandoned");
    assertThat(fixture.currentOpens()).isTrue();
  }

  @Test
  void goesNoFurtherWhenItsRotationWasAbandoned() {
    insteadOf(
        Step.FINISH_SECRET,
        (caller, event) -> {
          fixture.secrets.put("app", "by hand", SecretsFixture.token());
          assertThatThrownBy(() ->
                  fixture.secrets.send(
                      caller,
                      new UpdateSecretVersionStage.Input(
                          "app",
                          "AWSCURRENT",
                          fixture.carrier("AWSCURRENT"),
                          Optional.of(event.token())),
                      UpdateSecretVersionStage.Output.class))
              .isInstanceOf(InvalidRequest.class)
              .hasMessageContaining("abandoned");
        });
    fixture.rotate(FOREIGN);
    fixture.runFor(Duration.ofMinutes(1));
    assertThat(fixture.secrets.read("app")).isEqualTo("by hand");
    assertThat(fixture.state()).isInstanceOf(State.TargetUnknown.class);
  }

  @Test
  void seesNoOtherSecretWhateverItsRoleMay() {
    fixture.secrets.create("other", "secret");
    insteadOf(
        Step.TEST_SECRET,
        (caller, _) ->
            assertThatThrownBy(() ->
                    fixture.secrets.send(
                        caller,
                        new GetSecretValue.Input("other", Optional.empty(), Optional.empty()),
                        GetSecretValue.Output.class))
                .isInstanceOf(AccessDenied.class)
                .hasMessageEndingWith(
                    "because no session policy allows the secretsmanager:GetSecretValue action"));
    fixture.rotate(FOREIGN);
    fixture.runFor(Duration.ofMinutes(1));
    fixture.assertAtRest();
  }

  @Test
  void deletesItsSecretLikeAnybody() {
    insteadOf(
        Step.CREATE_SECRET,
        (caller, _) ->
            fixture.secrets.send(
                caller,
                new DeleteSecret.Input("app", Optional.empty(), Optional.empty()),
                DeleteSecret.Output.class));
    fixture.rotate(FOREIGN);
    fixture.runFor(Duration.ofHours(1));
    assertThat(fixture.rotation().due()).as("suspended with its secret").isEmpty();
  }
}
