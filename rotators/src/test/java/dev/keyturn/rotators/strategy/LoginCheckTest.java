package dev.keyturn.rotators.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Finding;
import dev.keyturn.function.Finding.Status;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationFunction.Context;
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

/// What a check reports for every engine, on one that can do no more than log in.
class LoginCheckTest {
  private static final String ARN = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:a-AbCdEf";
  private static final String ADMIN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-AbCdEf";
  private static final String GOOD =
      "{\"engine\":\"postgres\",\"host\":\"db\",\"username\":\"app\",\"password\":\"hunter2\"";

  private final FakeSecrets secrets = new FakeSecrets();
  private final BareEngine engine = new BareEngine();
  private final Map<String, String> environment = new HashMap<>();
  private Optional<String> noLogIn = Optional.empty();

  /// Only lets in or fails, and remembers whom.
  private static final class BareEngine implements LoginEngine {
    final List<String> opened = new ArrayList<>();
    final Map<String, FailureClass> failing = new HashMap<>();
    int closed;

    @Override
    public TargetSession open(Login login) throws StepFailed {
      opened.add(login.who());
      FailureClass failure = failing.get(login.who());
      if (failure != null) {
        throw new StepFailed(failure, "no entry", "mend it");
      }
      return new TargetSession() {
        @Override
        public void probe() {}

        @Override
        public void setPassword(String user, SecretValue password) {
          throw new AssertionError("A check changes nothing");
        }

        @Override
        public void restorePassword(String user, SecretValue password) {
          throw new AssertionError("A check changes nothing");
        }

        @Override
        public void setAlternate(AlternateChange change) {
          throw new AssertionError("A check changes nothing");
        }

        @Override
        public void close() {
          closed++;
        }
      };
    }

    @Override
    public Traits traits() {
      return new Traits("postgres", Set.of("postgres"), 5432, "postgres", ":/", "_clone", 63);
    }
  }

  private List<Finding> check(LoginRotation function) {
    List<Finding> findings = new ArrayList<>();
    function.check(
        new Preflight(ARN, Optional.of(ADMIN), noLogIn),
        new Context(secrets, environment, Instant.MAX),
        findings::add);
    assertThat(findings.toString()).doesNotContain("hunter2").doesNotContain("Generated-");
    assertThat(secrets.holder(ARN, "AWSPENDING")).isEmpty();
    assertThat(engine.closed).isEqualTo(engine.opened.size() - engine.failing.size());
    return findings;
  }

  private List<String> checkSingle(String more) {
    secrets.store(ARN, "v0", GOOD + more + "}");
    return shown(check(LoginRotation.singleUser(engine)));
  }

  private static List<String> shown(List<Finding> findings) {
    return findings.stream().map(finding -> finding.status() + " " + finding.item()).toList();
  }

  @Test
  void logsInOnceAndSaysWhatAnEngineCannotTry() {
    assertThat(checkSingle(""))
        .containsExactly(
            "OK secret",
            "OK next version",
            "OK reachability",
            "OK TLS",
            "OK log-in",
            "SKIPPED change");
    assertThat(engine.opened).containsExactly("app at db:5432");
  }

  @Test
  void aSecretThatCannotBeReadIsToldInTheWordsOfARotation() {
    secrets.store(ARN, "v0", "{\"engine\":\"postgres\",\"username\":\"app\"}");
    assertThat(check(LoginRotation.singleUser(engine)))
        .first()
        .satisfies(finding -> {
          assertThat(finding.status()).isEqualTo(Status.FAILED);
          assertThat(finding.text()).isEqualTo("host key is missing from secret JSON");
          assertThat(finding.remedy()).contains("PutSecretValue");
        });
    assertThat(engine.opened).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE, reachability",
    "TIMEOUT, reachability",
    "TLS, TLS",
    "REFUSED, log-in",
    "ACCOUNT_LOCKED, log-in",
    "NOT_ALLOWED, log-in",
    "MISCONFIGURED, log-in"
  })
  void aFailedLogInIsMadeOnceAndItsClassTellsWhatFailed(FailureClass failure, String item) {
    engine.failing.put("app at db:5432", failure);
    assertThat(checkSingle(""))
        .containsExactly("OK secret", "OK next version", "FAILED " + item, "SKIPPED change");
    assertThat(engine.opened).hasSize(1);
  }

  @Test
  void whatTheSslKeyGivesUpIsAWarning() {
    assertThat(checkSingle(",\"ssl\":false")).contains("WARNING TLS");
    assertThat(checkSingle(",\"ssl\":\"require\"")).contains("WARNING TLS");
    assertThat(checkSingle(",\"ssl\":true")).contains("OK TLS");
  }

  @Test
  void everyReplicaIsOpened() {
    engine.failing.put("app at r2:5433", FailureClass.REFUSED);
    assertThat(checkSingle(",\"hosts\":[\"r1\",\"r2:5433\"]"))
        .contains("OK replica r1:5432", "FAILED replica r2:5433");
  }

  @Test
  void nobodyLogsInWhereItCouldDoHarm() {
    noLogIn = Optional.of("a rotation is under way");
    assertThat(checkSingle("")).containsExactly("OK secret", "OK next version", "SKIPPED log-in");
    assertThat(engine.opened).isEmpty();
  }

  @Test
  void wrongVariablesOfTheFunctionAreFound() {
    environment.put("PASSWORD_LENGTH", "long");
    assertThat(checkSingle("")).contains("FAILED next version", "OK log-in", "SKIPPED change");
  }

  @Test
  void alternatingUsersNeedASuperuserThatOpensTheTarget() {
    secrets.store(ARN, "v0", GOOD + ",\"masterarn\":\"" + ADMIN + "\"}");
    secrets.store(ADMIN, "v0", GOOD.replace("app", "admin") + "}");
    LoginRotation alternating = LoginRotation.alternatingUsers(engine);
    assertThat(shown(check(alternating))).endsWith("OK log-in", "OK superuser", "SKIPPED change");
    assertThat(engine.opened).containsExactly("app at db:5432", "admin at db:5432");

    engine.opened.clear();
    engine.closed = 0;
    engine.failing.put("admin at db:5432", FailureClass.REFUSED);
    assertThat(shown(check(alternating)))
        .endsWith("OK log-in", "FAILED superuser", "SKIPPED change");
    assertThat(engine.opened).as("no second try with the same password").hasSize(2);
  }

  @Test
  void theNextVersionIsOfTheUserWhoseTurnIsNext() {
    secrets.store(ARN, "v0", GOOD + ",\"masterarn\":\"" + ADMIN + "\"}");
    secrets.store(ADMIN, "v0", GOOD.replace("app", "admin") + "}");
    assertThat(check(LoginRotation.alternatingUsers(engine)))
        .anySatisfy(finding -> assertThat(finding.text()).contains("of user app_clone"));
  }
}
