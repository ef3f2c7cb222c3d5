package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Finding;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Resource;
import dev.keyturn.secret.CheckRotation;
import dev.keyturn.secret.CheckRotation.FindingShown;
import dev.keyturn.secret.PreflightMode;
import dev.keyturn.secret.RotationRecords;
import dev.keyturn.testkit.SecretsFixture;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a check tells and refuses, and when RotateSecret makes one.
class PreflightTest {
  private static final Finding BROKEN = Finding.failed("log-in", "It is refused", "Mend it.");

  private RotationFixture fixture = new RotationFixture();

  private CheckRotation.Output check(String secretId, String function) {
    return check(SecretsFixture.ADMINISTRATOR, secretId, Optional.of(function));
  }

  private CheckRotation.Output check(Caller caller, String secretId, Optional<String> function) {
    Operation<?, ?, ?> row =
        new RotationRecords(fixture.parts, new PageTokens(new byte[32]))
            .operations().stream()
                .filter(operation -> operation.input() == CheckRotation.Input.class)
                .findFirst()
                .orElseThrow();
    return (CheckRotation.Output) run(row, caller, new CheckRotation.Input(secretId, function));
  }

  private <I extends Record, R extends Resource> Record run(
      Operation<I, R, ?> operation, Caller caller, Record input) {
    Call call = new Call(caller, "request", fixture.clock.instant());
    I typed = operation.input().cast(input);
    return operation.handler().handle(call, operation.resource().find(call, typed), typed);
  }

  private static List<String> shown(CheckRotation.Output report) {
    return report.findings().stream().map(found -> found.status() + " " + found.item()).toList();
  }

  @Test
  void tellsWhatTheFunctionFoundAndWhetherAnythingFailed() {
    fixture.functions.findings.add(Finding.warning("TLS", "Clear text", "Turn it on."));
    CheckRotation.Output report = check("app", FakeFunctions.SINGLE_USER.toString());
    assertThat(report.passed()).isTrue();
    assertThat(shown(report)).containsExactly("OK function", "WARNING TLS");

    fixture.functions.findings.add(BROKEN);
    report = check("app", "SingleUser");
    assertThat(report.passed()).isFalse();
    assertThat(report.findings().getLast())
        .isEqualTo(new FindingShown("log-in", "FAILED", "It is refused", Optional.of("Mend it.")));
  }

  @Test
  void usesTheSecretsOwnFunctionUnlessOneIsNamed() {
    assertThatThrownBy(() -> check(SecretsFixture.ADMINISTRATOR, "app", Optional.empty()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("No rotation function is associated");
    fixture.rotate(FakeFunctions.SINGLE_USER);
    assertThat(check(SecretsFixture.ADMINISTRATOR, "app", Optional.empty()).rotationLambdaARN())
        .isEqualTo(FakeFunctions.SINGLE_USER.toString());
  }

  @Test
  void aFunctionThatDoesNotExistIsAFinding() {
    CheckRotation.Output report = check("app", "Misspelled");
    assertThat(report.passed()).isFalse();
    assertThat(shown(report)).containsExactly("FAILED function");
    assertThat(fixture.functions.preflights).isEmpty();
  }

  @Test
  void ofAUsersOwnFunctionItSaysWhatCannotBeTried() {
    CheckRotation.Output report = check("app", "Foreign");
    assertThat(report.passed()).isTrue();
    assertThat(shown(report)).containsExactly("OK function", "SKIPPED function");
    assertThat(report.findings().getLast().remedy().orElseThrow()).contains("testSecret");
  }

  @Test
  void nobodyMayCheckWithAFunctionThatTheyMayNotInvoke() {
    Caller user =
        new Caller(
            new Principal(
                Principal.Kind.USER,
                SecretsFixture.ACCOUNT,
                SecretsFixture.ADMINISTRATOR.principal().arn(),
                "AIDAEXAMPLE"),
            "AKIAEXAMPLE",
            SecretsFixture.REGION,
            new Origin("127.0.0.1", "test", true));
    assertThatThrownBy(() -> check(user, "app", Optional.of("SingleUser")))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("lambda:InvokeFunction");
    assertThat(fixture.functions.preflights).isEmpty();
  }

  @Test
  void theSuperuserIsTheOneThatTheCallerMayRead() {
    fixture.secrets.create("none", "{\"host\":\"db\"}");
    assertThat(shown(check("none", "Alternating")))
        .containsExactly("OK function", "FAILED superuser secret");
    assertThat(fixture.functions.preflights.getLast().superuserArn()).isEmpty();

    String admin = fixture.secrets.create("admin", "{\"host\":\"db\"}").arn();
    fixture.secrets.create("pair", "{\"host\":\"db\",\"masterarn\":\"%s\"}".formatted(admin));
    assertThat(shown(check("pair", "Alternating"))).containsExactly("OK function");
    assertThat(fixture.functions.preflights.getLast().superuserArn()).contains(admin);
  }

  @Test
  void nobodyLogsInWhileARotationIsUnderWay() {
    check("app", "SingleUser");
    assertThat(fixture.functions.preflights.getLast().noLogIn()).isEmpty();

    fixture.functions.fail(Step.TEST_SECRET, FailureClass.UNREACHABLE);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    check("app", "SingleUser");
    assertThat(fixture.functions.preflights.getLast().noLogIn().orElseThrow())
        .contains("under way");
  }

  @Test
  void rotateSecretMakesNoneUnlessTheServerIsSetSo() {
    fixture.functions.findings.add(BROKEN);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    assertThat(fixture.functions.preflights).isEmpty();
  }

  @Test
  void aRotationThatWouldFailIsNotTurnedOnWhereThatIsSet() {
    fixture = new RotationFixture(PreflightMode.REFUSE);
    fixture.functions.findings.add(BROKEN);
    assertThatThrownBy(() -> fixture.rotate(FakeFunctions.SINGLE_USER))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("log-in: It is refused. Mend it.");
    assertThat(fixture.secrets.describe("app").rotationEnabled()).isEmpty();
    assertThat(fixture.carrier("AWSPENDING")).isEmpty();

    fixture.functions.findings.clear();
    fixture.rotate(FakeFunctions.SINGLE_USER);
    assertThat(fixture.functions.preflights).hasSize(2);
  }

  @Test
  void onlyTurningItOnMakesOne() {
    fixture = new RotationFixture(PreflightMode.REFUSE);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    fixture.functions.findings.add(BROKEN);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    assertThat(fixture.functions.preflights).hasSize(1);

    fixture.cancel();
    assertThatThrownBy(() -> fixture.rotate(FakeFunctions.SINGLE_USER))
        .isInstanceOf(InvalidRequest.class);
  }

  /// That goes on with its own token, and gets AWS's answer.
  @Test
  void aRotationThatWasCancelledOnItsWayIsNotCheckedAgain() {
    fixture = new RotationFixture(PreflightMode.REFUSE);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.cancel();
    fixture.functions.findings.add(BROKEN);
    assertThatThrownBy(() -> fixture.rotate(FakeFunctions.SINGLE_USER))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("A previous rotation isn't complete.");
    assertThat(fixture.functions.preflights).hasSize(1);
  }

  @Test
  void aWarningTurnsItOnAllTheSame() {
    fixture = new RotationFixture(PreflightMode.WARN);
    fixture.functions.findings.add(BROKEN);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    assertThat(fixture.functions.preflights).hasSize(1);
    fixture.engine.runDue();
    fixture.assertAtRest();
  }
}
