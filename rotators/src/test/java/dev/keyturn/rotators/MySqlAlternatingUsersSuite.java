package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.Step.CREATE_SECRET;
import static dev.keyturn.function.Step.FINISH_SECRET;
import static dev.keyturn.function.Step.SET_SECRET;
import static dev.keyturn.function.Step.TEST_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.InterruptedDialer.Interruption;
import dev.keyturn.rotators.target.Dialer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the multi-user function does on every server of the MySQL family.
abstract class MySqlAlternatingUsersSuite extends OnRealMySql {
  static final String MULTI = "MultiUser";
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-ZyXwVu";

  final String user;
  final String alternate;
  final String admin;
  final String password;
  final RotatedSecret secret;

  MySqlAlternatingUsersSuite(RealMySql server) {
    super(server);
    user = server.newName("app");
    alternate = user + "_clone";
    admin = server.newName("admin");
    password = server.createUser(user, "%", "SELECT, INSERT ON orders.*");
    secret = alternating(dialer());
    secrets.store(ADMIN_ARN, "admin-0", json(admin, server.createSuperuser(admin), ""));
  }

  private RotatedSecret alternating(Dialer dialer) {
    RotatedSecret made = secret(user, password, MULTI, dialer);
    secrets.store(made.arn, "version-0", withAdmin(user, password, ""));
    made.superuserArn = Optional.of(ADMIN_ARN);
    return made;
  }

  final String withAdmin(String of, String itsPassword, String more) {
    return json(of, itsPassword, ",\"masterarn\":\"" + ADMIN_ARN + "\"" + more);
  }

  final String account(String name) {
    return RealMySql.account(name, "%");
  }

  @Test
  void fourRotationsAlternateBetweenTheUsersAndTheOldPasswordStaysGood() throws StepFailed {
    String oldUser = user;
    String oldPassword = password;
    for (String next : List.of(alternate, user, alternate, user)) {
      secret.rotate();
      assertThat(secret.user("AWSCURRENT")).isEqualTo(next);
      assertThat(server.logIn(next, secret.password("AWSCURRENT"))).isTrue();
      assertThat(server.logIn(oldUser, oldPassword)).isTrue();
      oldUser = next;
      oldPassword = secret.password("AWSCURRENT");
    }
    assertThat(server.grants(alternate, "%")).isEqualTo(server.grants(user, "%"));
  }

  @Test
  void eachStepMayRunTwice() throws StepFailed {
    secret.begin();
    for (Step step : List.of(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET)) {
      secret.run(step);
      secret.run(step);
    }
    assertThat(secret.user("AWSCURRENT")).isEqualTo(alternate);
    assertThat(server.logIn(alternate, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void pendingIsNeverProbedUnlessTheJournalSaysSetMayHaveBegun() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    assertThat(server.logIns(alternate)).isZero();
    secret.run(SET_SECRET);
    assertThat(server.logIns(alternate)).isEqualTo(1);
  }

  /// There is no transaction around accounts: an alternate user that was made and can log in may
  /// still lack its rights.
  @Test
  void anAlternateUserThatWasMadeHalfWayIsFinished() throws StepFailed {
    RotatedSecret dying =
        alternating(InterruptedDialer.before("GRANT ", dialer(), Interruption.BREAK));
    dying.begin();
    dying.run(CREATE_SECRET);
    assertThat(dying.fails(SET_SECRET)).hasMessageContaining("it died here");
    assertThat(server.logIn(alternate, dying.password("AWSPENDING"))).isTrue();
    assertThat(server.grants(alternate, "%")).isNotEqualTo(server.grants(user, "%"));

    secret.token = dying.token;
    secret.setMayHaveBegun = true;
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    secret.run(TEST_SECRET);
    assertThat(server.grants(alternate, "%")).isEqualTo(server.grants(user, "%"));
  }

  @Test
  void aServerThatWasRestoredFromABackupWithoutTheAlternateUserIsSetAgain() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    server.execute("DROP USER " + account(alternate));
    expectTheRestoredAlternateSetAgain();
    assertThat(server.logIn(user, password)).isTrue();
  }

  @Test
  void aServerThatWasRestoredFromABackupWithAnEarlierAlternateUserIsSetAgain() throws StepFailed {
    secret.rotate();
    String backup = secret.password("AWSCURRENT");
    secret.rotate();
    String inUse = secret.password("AWSCURRENT");
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    server.setPassword(alternate, "%", backup);
    server.execute("REVOKE INSERT ON orders.* FROM " + account(alternate));
    expectTheRestoredAlternateSetAgain();
    assertThat(server.logIn(user, inUse)).isTrue();
  }

  private void expectTheRestoredAlternateSetAgain() throws StepFailed {
    secret.refuses(TEST_SECRET, REFUSED, "1045");
    secret.walk();
    assertThat(server.logIn(alternate, secret.password("AWSCURRENT"))).isTrue();
    assertThat(server.grants(alternate, "%")).isEqualTo(server.grants(user, "%"));
  }

  @Test
  void theCurrentUserMustLogInBeforeTheSuperuserActs() throws StepFailed {
    server.changePassword(user, "%");
    secret.begin();
    secret.run(CREATE_SECRET);
    long before = server.logIns(admin);
    secret.refuses(
        SET_SECRET, REFUSED, "Unable to log into database using current credentials for secret");
    assertThat(server.logIns(admin)).isEqualTo(before);
  }

  @Test
  void rightsOnEverythingAreCopiedAndFollowLaterAdditions() throws StepFailed {
    server.execute(
        "GRANT PROCESS, SELECT ON *.* TO " + account(user),
        "GRANT SELECT (a, b), INSERT (a) ON orders.`lines` TO "
            + account(user)
            + " WITH GRANT OPTION",
        "GRANT ALL PRIVILEGES ON `odd_%`.* TO " + account(user),
        "GRANT PROXY ON 'other'@'%' TO " + account(user));
    server.execute("GRANT PROXY ON ''@'' TO " + account(admin) + " WITH GRANT OPTION");
    secret.rotate();
    assertThat(server.grants(alternate, "%"))
        .containsExactlyInAnyOrderElementsOf(server.grants(user, "%"))
        .hasSize(5);

    server.execute("GRANT UPDATE ON orders.* TO " + account(user) + " WITH GRANT OPTION");
    secret.rotate();
    secret.rotate();
    assertThat(server.grants(alternate, "%"))
        .containsExactlyInAnyOrderElementsOf(server.grants(user, "%"))
        .hasSize(5);
  }

  @Test
  void whatTheCloneHasInAdditionStaysUnlessExactGrantsAreAskedFor() throws StepFailed {
    secret.rotate();
    server.execute(
        "GRANT DELETE ON orders.* TO " + account(alternate),
        "GRANT SELECT (c), UPDATE ON orders.`lines` TO " + account(alternate),
        "GRANT PROCESS ON *.* TO " + account(alternate) + " WITH GRANT OPTION");
    List<String> more = server.grants(alternate, "%");
    secret.rotate();
    secret.rotate();
    assertThat(server.grants(alternate, "%")).isEqualTo(more);

    secret.environment.put("KEYTURN_GRANTS", "exact");
    secret.rotate();
    secret.rotate();
    assertThat(server.grants(alternate, "%")).isEqualTo(server.grants(user, "%"));
    assertThat(server.log()).doesNotContainIgnoringCase("REVOKE ALL");
  }

  @Test
  void theBaseIsNeverTouchedButForItsPassword() throws StepFailed {
    List<String> before = server.grants(user, "%");
    secret.rotate();
    String log = server.log();
    secret.rotate();
    assertThat(server.grants(user, "%")).isEqualTo(before);
    List<String> statements =
        server
            .log()
            .substring(log.length())
            .lines()
            .filter(line ->
                line.matches(
                    "(?i).*Query\\t(/\\* keyturn \\*/ )?(ALTER|GRANT|REVOKE|CREATE|SET PASS|DROP).*"))
            .toList();
    assertThat(statements)
        .singleElement()
        .asString()
        .contains(user)
        .containsAnyOf("SET PASSWORD", "IDENTIFIED BY <secret>");
  }

  @Test
  void requirementsAndLimitsOfTheBaseAreCopiedAndFollowLaterChanges() throws StepFailed {
    server.alter(user, "%", "WITH MAX_QUERIES_PER_HOUR 70000 MAX_USER_CONNECTIONS 9");
    secret.rotate();
    assertThat(server.definition(alternate, "%")).isEqualTo(server.definition(user, "%"));
    assertThat(server.definition(user, "%")).contains("70000");

    server.alter(
        user, "%", "WITH MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 60000 MAX_USER_CONNECTIONS 0");
    secret.rotate();
    secret.rotate();
    assertThat(server.definition(alternate, "%")).isEqualTo(server.definition(user, "%"));
  }

  @Test
  void allHostsOfTheUserAreClonedAndSet() throws StepFailed {
    server.createUser(user, "10.%", "SELECT ON mysql.*");
    server.alter(user, "10.%", "REQUIRE SUBJECT '/CN=a b'");
    String before = server.hashes(user).getFirst();
    for (int i = 0; i < 3; i++) {
      secret.rotate();
      List<String> hashes = server.hashes(secret.user("AWSCURRENT"));
      assertThat(hashes).hasSize(2).doesNotContain(before);
      assertThat(hashes.stream().distinct()).hasSize(server.isLater() ? 2 : 1);
      assertThat(server.logIn(secret.user("AWSCURRENT"), secret.password("AWSCURRENT"))).isTrue();
    }
    assertThat(server.grants(alternate, "10.%")).isEqualTo(server.grants(user, "10.%"));
    assertThat(server.definition(alternate, "10.%"))
        .isEqualTo(server.definition(user, "10.%"))
        .contains("REQUIRE SUBJECT '/CN=a b'");
  }

  /// That the password opens has to mean that it is set on every host.
  @Test
  void theAccountThatTheSecretLogsInToIsSetLast() throws StepFailed {
    server.createUser(user, "10.%", "");
    server.createUser(user, "zz.example.org", "");
    secret.rotate();
    secret.rotate();
    RotatedSecret dying =
        alternating(InterruptedDialer.before("zz.example.org", dialer(), Interruption.BREAK));
    secrets.store(
        dying.arn, "now", withAdmin(secret.user("AWSCURRENT"), secret.password("AWSCURRENT"), ""));
    secrets.store(
        dying.arn,
        "clone",
        withAdmin(
            alternate, server.changePassword(alternate, "%"), ",\"baseuser\":\"" + user + "\""));
    dying.begin();
    dying.run(CREATE_SECRET);
    assertThat(dying.fails(SET_SECRET)).hasMessageContaining("it died here");
    assertThat(server.logIn(user, dying.password("AWSPENDING"))).isFalse();
  }

  @Test
  void aForeignUserOfTheAlternateNameIsNotTouched() throws StepFailed {
    String foreign = server.createUser(alternate, "%", "");
    secret.begin();
    secret.run(CREATE_SECRET);
    for (int i = 0; i < 2; i++) {
      StepFailed failed = secret.fails(SET_SECRET);
      assertThat(failed.failureClass()).isEqualTo(MISCONFIGURED);
      assertThat(failed).hasMessageContaining("User " + alternate + " exists");
      assertThat(failed.remedy()).contains("KEYTURN_ADOPT_ALTERNATE=true");
      secret.setMayHaveBegun = true;
    }
    assertThat(server.logIn(alternate, foreign)).isTrue();
    assertThat(server.grants(alternate, "%")).hasSize(1);
  }

  @Test
  void anAlternateUserThatWasMadeBeforehandIsAdoptedWhenToldSo() throws StepFailed {
    server.createUser(alternate, "%", "");
    secret.environment.put("KEYTURN_ADOPT_ALTERNATE", "true");
    secret.rotate();
    assertThat(server.logIn(alternate, secret.password("AWSCURRENT"))).isTrue();
    assertThat(server.grants(alternate, "%")).isEqualTo(server.grants(user, "%"));
  }

  @Test
  void theUserThatThePreviousVersionNamesIsTheAlternateUser() throws StepFailed {
    String before = server.createUser(alternate, "%", "");
    secrets.store(secret.arn, "v1", withAdmin(alternate, before, ""));
    secrets.store(secret.arn, "v2", withAdmin(user, password, ""));
    secret.rotate();
    assertThat(secret.user("AWSCURRENT")).isEqualTo(alternate);
  }

  @Test
  void aSuperuserWithoutRightsIsToldWhatItLacks() throws StepFailed {
    String weak = server.newName("weak");
    secrets.store(ADMIN_ARN, "weak", json(weak, server.createUser(weak, "%", ""), ""));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, NOT_ALLOWED, "SELECT command denied");

    server.execute("GRANT SELECT ON mysql.* TO " + account(weak));
    StepFailed failed = secret.fails(SET_SECRET);
    assertThat(failed.failureClass()).isEqualTo(NOT_ALLOWED);
    assertThat(failed).hasMessageContaining("CREATE USER privilege");
    assertThat(failed.remedy()).contains("CREATE USER").contains("WITH GRANT OPTION");

    server.execute("GRANT CREATE USER ON *.* TO " + account(weak));
    secret.refuses(SET_SECRET, NOT_ALLOWED, "denied");
  }

  @Test
  void aSuperuserWithWhatTheDocumentationNamesIsEnough() throws StepFailed {
    String weak = server.newName("weak");
    secrets.store(ADMIN_ARN, "weak", json(weak, server.createUser(weak, "%", ""), ""));
    server.execute(
        "GRANT CREATE USER ON *.* TO " + account(weak),
        "GRANT SELECT, UPDATE ON mysql.* TO " + account(weak),
        "GRANT SELECT, INSERT ON orders.* TO " + account(weak) + " WITH GRANT OPTION");
    for (int i = 0; i < 4; i++) {
      secret.rotate();
      assertThat(server.logIn(secret.user("AWSCURRENT"), secret.password("AWSCURRENT"))).isTrue();
    }
    assertThat(server.grants(alternate, "%")).isEqualTo(server.grants(user, "%"));
  }

  @Test
  void aSuperuserThatIsRefusedIsBusyAndProbedOnlyOnce() throws StepFailed {
    server.changePassword(admin, "%");
    secret.begin();
    secret.run(CREATE_SECRET);
    long before = server.logIns(admin);
    secret.refuses(
        SET_SECRET, BUSY, "Unable to log into database using credentials in master secret");
    assertThat(server.logIns(admin) - before).isEqualTo(1);
  }

  @Test
  void aBaseThatIsGoneIsNotMadeAgain() throws StepFailed {
    secret.rotate();
    server.execute("DROP USER " + account(user));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, MISCONFIGURED, "User " + user + " does not exist");
  }

  @Test
  void aNameThatTheServerFindsTooLongSaysSo() throws StepFailed {
    String longest = server.newName("n".repeat(isMariaDb() ? 75 : server.isLater() ? 27 : 11));
    secrets.store(secret.arn, "long", withAdmin(longest, server.createUser(longest, "%", ""), ""));
    secret.begin();
    StepFailed failed = secret.fails(CREATE_SECRET);
    if (failed == null) {
      failed = secret.fails(SET_SECRET);
    }
    assertThat(failed.failureClass()).isEqualTo(MISCONFIGURED);
    assertThat(failed).hasMessageContaining(alternateOf(longest));
    assertThat(failed.remedy()).contains("shorter user name");
  }

  private static String alternateOf(String name) {
    return name + "_clone";
  }

  @Test
  void namesWithQuotesBackslashesAndUnicodeAreTakenLiterally() throws StepFailed {
    String odd = server.newName("ö'`\"\\");
    String oddPassword = server.createUser(odd, "%", "SELECT ON orders.*");
    assertThat(server.logIn(odd, oddPassword)).isTrue();
    secrets.store(secret.arn, "odd", withAdmin(odd, oddPassword, ""));
    for (int i = 0; i < 3; i++) {
      secret.rotate();
      assertThat(server.logIn(secret.user("AWSCURRENT"), secret.password("AWSCURRENT"))).isTrue();
    }
    assertThat(
            server.queryAs(
                secret.user("AWSCURRENT"),
                secret.password("AWSCURRENT"),
                "SELECT COUNT(*) FROM orders.`lines`"))
        .containsExactly("0");
  }
}
