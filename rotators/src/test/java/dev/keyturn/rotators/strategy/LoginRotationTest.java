package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.REJECTED_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationEvent.Journal;
import dev.keyturn.function.RotationFunction.Context;
import dev.keyturn.function.SecretsClient.PasswordRules;
import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.FakeSecrets;
import dev.keyturn.rotators.target.AlternateChange;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.LoginEngine;
import dev.keyturn.rotators.target.TargetSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every function does before and after its target, without a target.
class LoginRotationTest {
  private static final String ARN = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:a-AbCdEf";
  private static final String TOKEN = "token-1";
  private static final String GOOD =
      "{\"engine\":\"postgres\",\"host\":\"db\",\"username\":\"app\",\"password\":\"hunter2\"";

  private final FakeSecrets secrets = new FakeSecrets();
  private final OpenEngine engine = new OpenEngine();
  private final Map<String, String> environment = new HashMap<>();

  /// Lets everybody in but where told otherwise, and remembers who came.
  private static final class OpenEngine implements LoginEngine {
    final List<String> opened = new ArrayList<>();
    final List<String> set = new ArrayList<>();
    Set<String> refusing = Set.of();
    Set<String> refusedPasswords = Set.of();
    boolean rejecting;

    @Override
    public TargetSession open(Login login) throws StepFailed {
      opened.add(login.target().address());
      if (refusing.contains(login.target().address())
          || refusedPasswords.contains(login.password().revealString())) {
        throw new StepFailed(REFUSED, "no", "");
      }
      return new TargetSession() {
        @Override
        public void probe() {}

        @Override
        public void setPassword(String user, SecretValue password) throws StepFailed {
          if (rejecting) {
            throw new StepFailed(REJECTED_PASSWORD, "too short", "let it be longer");
          }
          set.add(user);
        }

        @Override
        public void restorePassword(String user, SecretValue password) {}

        @Override
        public void setAlternate(AlternateChange change) {}

        @Override
        public void close() {}
      };
    }

    @Override
    public Traits traits() {
      return new Traits(
          "postgres",
          Set.of("postgres", "aurora-postgresql"),
          5432,
          "postgres",
          ":/",
          "_clone",
          63);
    }
  }

  LoginRotationTest() {
    secrets.store(ARN, "v0", GOOD + "}");
    secrets.placeholder(ARN, TOKEN);
  }

  private void run(Step step) throws StepFailed {
    run(step, false);
  }

  private void run(Step step, boolean setMayHaveBegun) throws StepFailed {
    Journal journal = new Journal(setMayHaveBegun, Optional.empty(), Optional.empty());
    RotationEvent event =
        new RotationEvent(step, ARN, TOKEN, SecretValue.ofString("rotation-token"), journal);
    LoginRotation.singleUser(engine).run(event, new Context(secrets, environment, Instant.MAX));
  }

  private void refuses(Step step, FailureClass failureClass, String text) {
    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> run(step));
    assertThat(failed).hasMessageContaining(text).hasMessageNotContaining("hunter2");
    assertThat(failed.failureClass()).isEqualTo(failureClass);
    assertThat(failed.remedy()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"CREATE_SECRET", "SET_SECRET", "TEST_SECRET", "FINISH_SECRET"})
  void everyStepChecksTheSecretFirstInAwsWords(Step step) {
    secrets.enabled(ARN, false);
    refuses(step, MISCONFIGURED, "Secret " + ARN + " is not enabled for rotation");
    secrets.enabled(ARN, true);
    secrets.label(ARN, "other", TOKEN);
    secrets.unlabel(ARN, "AWSPENDING");
    refuses(
        step,
        MISCONFIGURED,
        "Secret version token-1 not set as AWSPENDING for rotation of secret " + ARN + ".");
    secrets.unlabel(ARN, "other");
    refuses(
        step,
        MISCONFIGURED,
        "Secret version token-1 has no stage for rotation of secret " + ARN + ".");
    assertThat(engine.opened).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"CREATE_SECRET", "SET_SECRET", "TEST_SECRET", "FINISH_SECRET"})
  void aVersionThatIsCurrentAlreadyIsDone(Step step) throws StepFailed {
    secrets.overwrite(ARN, TOKEN, GOOD + "}");
    secrets.label(ARN, "AWSCURRENT", TOKEN);
    run(step);
    assertThat(engine.opened).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "username", "password"})
  void aMissingKeyIsNamed(String key) {
    String without = (GOOD + "}").replace("\"" + key + "\"", "\"other\"");
    secrets.store(ARN, "v1", without);
    refuses(Step.CREATE_SECRET, MISCONFIGURED, key + " key is missing from secret JSON");
  }

  @Test
  void aWrongEngineIsNamed() {
    for (String engineKey : List.of("\"mysql\"", "null", "7", "{}")) {
      secrets.store(ARN, "v1", GOOD.replace("\"postgres\"", engineKey) + "}");
      refuses(
          Step.CREATE_SECRET,
          MISCONFIGURED,
          "Database engine must be set to 'postgres' in order to use this rotation lambda");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "[\"hunter2\"]",
        "{\"password\":\"hunter2\"",
        "{\"password\":\"hunter2\",\"password\":\"x\"}",
        "{} hunter2",
        ""
      })
  void whatIsNoObjectIsRefusedWithoutAnEcho(String value) {
    secrets.store(ARN, "v1", value);
    refuses(Step.CREATE_SECRET, MISCONFIGURED, "not a JSON object with unique keys");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"port\":\"x\"|port",
        "\"port\":70000|port",
        "\"port\":5432.5|port",
        "\"ssl\":\"maybe\"|ssl",
        "\"hosts\":[\"db2:x\"]|port"
      })
  void aKeyThatCannotBeIsNamed(String member, String key) {
    secrets.store(ARN, "v1", GOOD + "," + member + "}");
    refuses(Step.CREATE_SECRET, MISCONFIGURED, "The key " + key);
  }

  @Test
  void thePendingValueIsTheCurrentJsonWithAnotherPassword() throws StepFailed {
    secrets.store(ARN, "v1", GOOD + ",\"port\":\"5433\",\"mine\":{\"n\":1.10}}");
    run(Step.CREATE_SECRET);
    String pending = secrets.json(ARN, "AWSPENDING").orElseThrow();
    assertThat(pending)
        .contains("\"port\":\"5433\",\"mine\":{\"n\":1.10}")
        .contains("\"username\":\"app\"")
        .doesNotContain("hunter2");
  }

  @Test
  void aPendingValueThatIsThereStays() throws StepFailed {
    run(Step.CREATE_SECRET);
    String pending = secrets.json(ARN, "AWSPENDING").orElseThrow();
    run(Step.CREATE_SECRET);
    assertThat(secrets.json(ARN, "AWSPENDING")).hasValue(pending);
  }

  @Test
  void passwordsFollowTheTemplatesDefaults() throws StepFailed {
    run(Step.CREATE_SECRET);
    assertThat(secrets.rules)
        .hasValue(new PasswordRules(32, ":/", false, false, false, false, true));
  }

  @Test
  void passwordsFollowTheTemplatesVariables() throws StepFailed {
    environment.putAll(
        Map.of(
            "PASSWORD_LENGTH", "20",
            "EXCLUDE_CHARACTERS", "xyz",
            "EXCLUDE_NUMBERS", "1",
            "EXCLUDE_PUNCTUATION", "YES",
            "EXCLUDE_UPPERCASE", "y",
            "EXCLUDE_LOWERCASE", "no",
            "REQUIRE_EACH_INCLUDED_TYPE", "false"));
    run(Step.CREATE_SECRET);
    assertThat(secrets.rules)
        .hasValue(new PasswordRules(20, "xyz", true, true, true, false, false));
  }

  @Test
  void aLengthThatIsNoNumberIsNamed() {
    environment.put("PASSWORD_LENGTH", "long");
    refuses(Step.CREATE_SECRET, MISCONFIGURED, "PASSWORD_LENGTH is not a number");
  }

  @Test
  void everyListedReplicaIsTestedAndWaitedFor() throws StepFailed {
    secrets.overwrite(ARN, TOKEN, GOOD + ",\"hosts\":[\"db2\",\"db3:5433\"]}");
    run(Step.TEST_SECRET);
    assertThat(engine.opened).containsExactly("db:5432", "db2:5432", "db3:5433");

    engine.refusing = Set.of("db3:5433");
    refuses(Step.TEST_SECRET, BUSY, "Replica db3:5433 does not accept the pending password yet");
  }

  @Test
  void aReplicaThatDoesNotLetTheCurrentUserInStopsASingleUserBeforeAnythingIsChanged()
      throws StepFailed {
    String hosts = ",\"hosts\":[\"db2\"]}";
    secrets.overwrite(ARN, "v0", GOOD + hosts);
    secrets.overwrite(ARN, TOKEN, GOOD.replace("hunter2", "hunter3") + hosts);
    engine.refusing = Set.of("db2:5432");
    refuses(Step.SET_SECRET, BUSY, "Replica db2:5432 does not accept the current password");
    assertThat(engine.set).isEmpty();

    engine.refusing = Set.of();
    run(Step.SET_SECRET);
    assertThat(engine.set).containsExactly("app");
  }

  @Test
  void replicasMayStandInOneText() throws StepFailed {
    secrets.overwrite(ARN, TOKEN, GOOD + ",\"hosts\":\"db2, [::1]:5433\"}");
    run(Step.TEST_SECRET);
    assertThat(engine.opened).containsExactly("db:5432", "db2:5432", "[::1]:5433");
  }

  @Test
  void finishingMovesCurrentFromTheVersionThatHasIt() throws StepFailed {
    run(Step.CREATE_SECRET);
    run(Step.FINISH_SECRET);
    assertThat(secrets.holder(ARN, "AWSCURRENT")).hasValue(TOKEN);
    assertThat(secrets.holder(ARN, "AWSPREVIOUS")).hasValue("v0");
  }

  @Test
  void aRejectedPasswordIsSaidOnlyWhenCurrentStillOpens() throws StepFailed {
    run(Step.CREATE_SECRET);
    engine.rejecting = true;
    refuses(Step.SET_SECRET, REJECTED_PASSWORD, "too short");
    assertThat(engine.opened).as("once to set it, once more to see").hasSize(2);
  }

  @Test
  void aRejectedPasswordWithACurrentThatOpensNoMoreIsARefusal() throws StepFailed {
    secrets.store(ARN, "v1", GOOD.replace("hunter2", "changed") + "}");
    run(Step.CREATE_SECRET);
    engine.rejecting = true;
    engine.refusedPasswords = Set.of("changed");
    refuses(Step.SET_SECRET, REFUSED, "the password of AWSCURRENT is refused by now");
  }

  /// A history of passwords takes none twice: that an earlier attempt has set it is no rejection.
  @Test
  void aPasswordThatIsRejectedBecauseItIsSetAlreadyIsDone() throws StepFailed {
    run(Step.CREATE_SECRET);
    engine.rejecting = true;
    run(Step.SET_SECRET, true);
    assertThat(engine.set).isEmpty();
  }
}
