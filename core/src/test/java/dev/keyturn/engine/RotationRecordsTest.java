package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Step;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.secret.DescribeRotation;
import dev.keyturn.secret.ListRotations;
import dev.keyturn.secret.OperatorAnswer;
import dev.keyturn.secret.RetryRotation;
import dev.keyturn.secret.StepShown;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotationRecordsTest {
  private final RotationFixture fixture = new RotationFixture();
  private final Operator operator = new Operator(fixture);

  private <O extends Record> O send(Record input, Class<O> output) {
    return operator.send(input, output);
  }

  private DescribeRotation.Output describe() {
    return send(new DescribeRotation.Input("app"), DescribeRotation.Output.class);
  }

  @Test
  void showsEachStepOfARotationNewestFirst() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    DescribeRotation.Output shown = describe();

    assertThat(shown.state()).isEqualTo("IDLE");
    assertThat(shown.steps())
        .extracting(step -> step.step())
        .containsExactly("finishSecret", "testSecret", "setSecret", "createSecret");
    assertThat(shown.steps()).allMatch(step -> step.token().equals(token));
    assertThat(shown.denialWindowMillis()).contains(0L);
    assertThat(shown.lastRotatedDate()).contains(fixture.clock.instant());
  }

  @Test
  void showsWhatFailedAndWhatToDo() {
    fixture.functions.fail(Step.SET_SECRET, FailureClass.UNREACHABLE);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    DescribeRotation.Output shown = describe();

    assertThat(shown.state()).isEqualTo("WAITING");
    assertThat(shown.token()).contains(token);
    assertThat(shown.attempt()).contains(2);
    assertThat(shown.unsettledSinceDate()).isPresent();
    assertThat(shown.nextTryDate()).isPresent();
    assertThat(shown.explanation())
        .startsWith("The last attempt failed. The target may hold the pending credential.")
        .containsPattern("Attempt 2 follows at [-0-9T:]+Z\\.");
    assertThat(shown.steps().getFirst().failureClass()).contains("UNREACHABLE");
    assertThat(shown.steps().getFirst().remedy()).contains("mend it");
  }

  @Test
  void marksWhatTheSecretGaveUpOfTheConnection() {
    assertThat(remarks("true")).containsOnly(Optional.empty());
    assertThat(remarks("\"require\""))
        .contains(
            Optional.of(
                "The target's TLS certificate was not verified, as the secret's ssl says."));
    assertThat(remarks("false"))
        .contains(Optional.of("The target was reached in clear text, as the secret's ssl says."));
  }

  /// What the steps of a rotation that succeeds say, with this `ssl` in the secret.
  private List<Optional<String>> remarks(String ssl) {
    String name = "ssl-" + ssl.replace("\"", "");
    String value = "{\"host\":\"db\",\"ssl\":%s}".formatted(ssl);
    String token = SecretsFixture.token();
    fixture.functions.target(fixture.secrets.create(name, value, token).arn(), value);
    fixture.rotate(name, FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, true);
    fixture.engine.runDue();
    DescribeRotation.Output shown =
        send(new DescribeRotation.Input(name), DescribeRotation.Output.class);
    assertThat(shown.steps()).allMatch(step -> step.result().equals("SUCCEEDED"));
    return shown.steps().stream().map(StepShown::message).toList();
  }

  @Test
  void saysThatWhatIsDueWaitsForItsTarget() {
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(describe().explanation()).contains("Attempt 1 is due since ");
  }

  @Test
  void saysStuckAfterFiveFailures() {
    for (int i = 0; i < 5; i++) {
      fixture.functions.fail(Step.CREATE_SECRET, FailureClass.BROKEN);
    }
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofMinutes(100));

    assertThat(describe().state()).isEqualTo("STUCK");
  }

  @Test
  void aFailureThatWasOvercomeIsInTheHistoryOnly() {
    fixture.functions.fail(Step.CREATE_SECRET, FailureClass.BROKEN);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    assertThat(listed().lastFailure()).isPresent();

    fixture.runFor(Duration.ofMinutes(100));

    assertThat(listed().state()).isEqualTo("IDLE");
    assertThat(listed().lastFailure()).isEmpty();
    assertThat(describe().steps()).anyMatch(step -> step.result().equals("FAILED"));
  }

  private ListRotations.Entry listed() {
    return send(
            new ListRotations.Input(Optional.empty(), Optional.empty(), Optional.empty()),
            ListRotations.Output.class)
        .rotations()
        .getFirst();
  }

  @Test
  void aRetryGoesOnAtOnceAlsoWithALockedAccount() {
    fixture.functions.fail(Step.SET_SECRET, FailureClass.ACCOUNT_LOCKED);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    assertThat(describe().explanation()).contains("RetryRotation");

    int wakes = fixture.wakes.get();
    send(new RetryRotation.Input("app"), OperatorAnswer.class);
    fixture.engine.runDue();

    assertThat(fixture.wakes).hasValue(wakes + 1);
    fixture.assertAtRest();
  }

  @Test
  void thereMustBeSomethingToRetry() {
    assertThatThrownBy(() -> send(new RetryRotation.Input("app"), OperatorAnswer.class))
        .isInstanceOf(InvalidRequest.class);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    assertThatThrownBy(() -> send(new RetryRotation.Input("app"), OperatorAnswer.class))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("There is no rotation to retry");
  }

  @Test
  void listsPageByPage() {
    for (int i = 0; i < 5; i++) {
      String name = "listed" + i;
      fixture.secrets.create(name, "x");
      fixture.rotate(name, FakeFunctions.FOREIGN, RotationFixture.NO_RULES, true);
    }

    ListRotations.Output first =
        send(
            new ListRotations.Input(Optional.empty(), Optional.of(3), Optional.empty()),
            ListRotations.Output.class);
    ListRotations.Output second =
        send(
            new ListRotations.Input(Optional.empty(), Optional.of(3), first.nextToken()),
            ListRotations.Output.class);

    assertThat(first.rotations())
        .extracting(ListRotations.Entry::name)
        .containsExactly("listed0", "listed1", "listed2");
    assertThat(second.rotations())
        .extracting(ListRotations.Entry::name)
        .containsExactly("listed3", "listed4");
    assertThat(second.nextToken()).isEmpty();
  }

  @Test
  void listsOnlyWhatHasOneOfTheConditionsPageByPage() {
    for (int i = 0; i < 6; i++) {
      String name = "listed" + i;
      fixture.functions.target(fixture.secrets.create(name, "x").arn(), "x");
      if (i % 2 == 0) {
        fixture.functions.fail(Step.CREATE_SECRET, FailureClass.BROKEN);
      }
      fixture.rotate(name, FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, true);
      fixture.engine.runDue();
    }

    assertThat(names("FAILED")).containsExactly("listed0", "listed2", "listed4");
    assertThat(names("STUCK", "OVERDUE")).isEmpty();
    assertThat(names("STUCK", "FAILED")).hasSize(3);
  }

  private List<String> names(String... conditions) {
    List<String> names = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      ListRotations.Output page =
          send(
              new ListRotations.Input(Optional.of(List.of(conditions)), Optional.of(2), token),
              ListRotations.Output.class);
      page.rotations().forEach(entry -> names.add(entry.name()));
      token = page.nextToken();
    } while (token.isPresent());
    return names;
  }
}
