package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeleteSecretTest {
  private final SecretsFixture fixture = new SecretsFixture();

  static DeleteSecret.Input force(String id) {
    return new DeleteSecret.Input(id, Optional.empty(), Optional.of(true));
  }

  private static DeleteSecret.Input window(String id, long days) {
    return new DeleteSecret.Input(id, Optional.of(days), Optional.empty());
  }

  private DeleteSecret.Output delete(DeleteSecret.Input input) {
    return fixture.send(input, DeleteSecret.Output.class);
  }

  private void restore(String id) {
    fixture.send(new RestoreSecret.Input(id), RestoreSecret.Output.class);
  }

  @Test
  void deletionIsPlannedInThirtyDaysUnlessToldOtherwise() {
    String arn = fixture.create("app", "x").arn();
    Instant planned = fixture.clock.instant().plus(Duration.ofDays(30));
    assertThat(delete(new DeleteSecret.Input("app", Optional.empty(), Optional.empty())))
        .isEqualTo(new DeleteSecret.Output(arn, "app", planned));
    assertThat(fixture.describe("app").deletedDate()).contains(planned);
    restore("app");
    assertThat(delete(window("app", 7)).deletionDate())
        .isEqualTo(fixture.clock.instant().plus(Duration.ofDays(7)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 6, 31, Long.MAX_VALUE})
  void aWindowOutOfRangeIsRefused(long days) {
    fixture.create("app", "x");
    assertThatThrownBy(() -> delete(window("app", days)))
        .isInstanceOf(InvalidParameter.class)
        .hasMessage("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
  }

  @Test
  void forceAndWindowTogetherAreRefused() {
    fixture.create("app", "x");
    assertThatThrownBy(
            () -> delete(new DeleteSecret.Input("app", Optional.of(7L), Optional.of(true))))
        .isInstanceOf(InvalidParameter.class)
        .hasMessage(
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }

  @Test
  void forceDeletesAtOnceAndFreesTheName() {
    fixture.create("app", "one");
    assertThat(delete(force("app")).deletionDate()).isEqualTo(fixture.clock.instant());
    assertNothingIsLeft();
    fixture.create("app", "two");
    assertThat(fixture.read("app")).isEqualTo("two");
  }

  @Test
  void forceAlsoDeletesWhatIsScheduled() {
    fixture.create("app", "one");
    delete(window("app", 7));
    delete(force("app"));
    assertNothingIsLeft();
  }

  @Test
  void forceOfAMissingSecretByItsArnAnswersItsName() {
    String arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a/b-x1Y2z3";
    DeleteSecret.Output gone = delete(force(arn));
    assertThat(gone.arn()).isEqualTo(arn);
    assertThat(gone.name()).isEqualTo("a/b");
  }

  @Test
  void forceOfAMissingSecretSucceeds() {
    DeleteSecret.Output gone = delete(force("none"));
    assertThat(gone.arn())
        .matches("arn:aws:secretsmanager:eu-west-1:111122223333:secret:none-[A-Za-z0-9]{6}");
    assertThat(gone.name()).isEqualTo("none");
    assertThatThrownBy(() -> delete(window("none", 7))).isInstanceOf(ResourceNotFound.class);
    assertThatThrownBy(() -> delete(force("n o n e"))).isInstanceOf(Validation.class);
  }

  @Test
  void aSecretThatIsScheduledIsNotScheduledAgain() {
    fixture.create("app", "x");
    delete(window("app", 7));
    assertThatThrownBy(() -> delete(window("app", 7)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("already scheduled for deletion");
  }

  static Stream<Record> refusedWhileDeleted() {
    Optional<String> token = Optional.of(SecretsFixture.token());
    return Stream.of(
        new GetSecretValue.Input("app", Optional.empty(), Optional.empty()),
        PutSecretValueTest.text("app", token, "y"),
        UpdateSecretTest.describing("app", "text"),
        new UpdateSecretVersionStage.Input(
            "app", "label", Optional.empty(), Optional.of(SecretsFixture.token())),
        new TagResource.Input("app", List.of(new Tag("a", "b"))),
        new UntagResource.Input("app", List.of("a")));
  }

  @ParameterizedTest
  @MethodSource("refusedWhileDeleted")
  void whatIsScheduledForDeletionIsNeitherReadNorChanged(Record input) {
    fixture.create("app", "x");
    delete(window("app", 7));
    assertThatThrownBy(() -> fixture.send(input, Record.class))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage(
            "You can't perform this operation on the secret because it was marked for deletion.");
  }

  @Test
  void itsNameIsTakenUntilThen() {
    fixture.create("app", "x");
    delete(window("app", 7));
    assertThatThrownBy(() -> fixture.create("app", "y"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage(
            "You can't create this secret because a secret with this name is already scheduled"
                + " for deletion.");
  }

  @Test
  void restoringCallsItOff() {
    fixture.create("app", "x");
    delete(window("app", 7));
    restore("app");
    assertThat(fixture.read("app")).isEqualTo("x");
    assertThat(fixture.describe("app").deletedDate()).isEmpty();
    assertThat(fixture.audit.names()).contains("CancelSecretVersionDelete");
    fixture.clock.advance(Duration.ofDays(40));
    assertThat(fixture.purge.runDue(fixture.clock.instant())).isZero();
    assertThat(fixture.read("app")).isEqualTo("x");
  }

  @Test
  void restoringALiveSecretChangesNothing() {
    fixture.create("app", "x");
    Instant before = fixture.describe("app").lastChangedDate();
    fixture.clock.advance(Duration.ofHours(1));
    restore("app");
    assertThat(fixture.describe("app").lastChangedDate()).isEqualTo(before);
  }

  @Test
  void theEndOfTheWindowRemovesEverything() {
    fixture.create("app", "x");
    fixture.put("app", "y", SecretsFixture.token());
    fixture.read("app");
    fixture.accesses.flush();
    delete(window("app", 7));
    fixture.clock.advance(Duration.ofDays(7).minusNanos(1));
    assertThat(fixture.purge.runDue(fixture.clock.instant())).isZero();
    fixture.clock.advance(Duration.ofNanos(1));
    assertThat(fixture.purge.runDue(fixture.clock.instant())).isEqualTo(1);
    assertNothingIsLeft();
    assertThat(fixture.purge.runDue(fixture.clock.instant())).isZero();
    assertThatThrownBy(() -> fixture.describe("app")).isInstanceOf(ResourceNotFound.class);
  }

  @Test
  void thePurgeOfEachVersionIsAudited() {
    fixture.create("app", "x");
    fixture.put("app", "y", SecretsFixture.token());
    delete(force("app"));
    assertThat(fixture.audit.names())
        .containsSubsequence(
            "StartSecretVersionDelete",
            "StartSecretVersionDelete",
            "EndSecretVersionDelete",
            "EndSecretVersionDelete");
  }

  @Test
  void morePurgesThanOneBatchAllHappen() {
    for (int i = 0; i < 205; i++) {
      fixture.create("app" + i, "x");
      delete(window("app" + i, 7));
    }
    fixture.clock.advance(Duration.ofDays(8));
    assertThat(fixture.purge.runDue(fixture.clock.instant())).isEqualTo(205);
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    assertThat(
            Stream.of("secret", "secret-name", "secret-created", "rotation", "purge", "access-day")
                .flatMap(kind -> fixture.store.scan(kind, "", "", 10).stream())
                .map(Document::key)
                .map(DocumentKey::toString))
        .isEmpty();
  }

  @Test
  void aRefusalLeavesNothingChanged() {
    fixture.create("app", "x");
    assertThatThrownBy(() -> delete(window("app", 3))).isInstanceOf(Refusal.class);
    assertThat(fixture.read("app")).isEqualTo("x");
  }
}
