package dev.keyturn.rotators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Finding;
import dev.keyturn.function.Finding.Status;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationFunction.Context;
import dev.keyturn.function.StepFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a check finds at a real server, and that it changes nothing there.
class PreflightTest extends OnRealPostgres {
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-PrFlCk";

  private final String user = POSTGRES.newName("checked");
  private final String alternate = user + "_clone";
  private final String admin = POSTGRES.newName("checker");
  private final String password = POSTGRES.createUser(user, "");
  private final RotatedSecret single = secret(user, password, SINGLE, dialer());
  private final RotatedSecret multi = secret(user, password, MULTI, dialer());

  private List<Finding> check(RotatedSecret secret) {
    String before = roles();
    Optional<String> pending = secret.secrets.holder(secret.arn, "AWSPENDING");
    List<Finding> findings = new ArrayList<>();
    secret.function.check(
        new Preflight(secret.arn, Optional.of(ADMIN_ARN), Optional.empty()),
        new Context(secret.secrets, secret.environment, Instant.MAX),
        findings::add);
    assertThat(roles()).as("a check changes nothing").isEqualTo(before);
    assertThat(secret.secrets.holder(secret.arn, "AWSPENDING")).isEqualTo(pending);
    assertThat(findings.toString()).doesNotContain("Generated-").doesNotContain(password);
    return findings;
  }

  /// Everything that rotations change, of the users of this test.
  private String roles() {
    return POSTGRES
        .query(
            """
            SELECT row(a.*, (SELECT array_agg(s.setconfig ORDER BY s.setdatabase)
              FROM pg_db_role_setting s WHERE s.setrole = a.oid),
              (SELECT array_agg(m.roleid ORDER BY m.roleid) FROM pg_auth_members m
              WHERE m.member = a.oid))
            FROM pg_authid a WHERE rolname LIKE '%s%%' ORDER BY rolname\
            """
                .formatted(user))
        .toString();
  }

  private List<Finding> checkMulti(String adminsOptions) {
    String adminsPassword = POSTGRES.createUser(admin, adminsOptions);
    return checkMultiAs(adminsPassword);
  }

  private List<Finding> checkMultiAs(String adminsPassword) {
    secrets.store(
        multi.arn, "version-1", json(user, password, ",\"masterarn\":\"" + ADMIN_ARN + "\""));
    secrets.store(ADMIN_ARN, "admin-0", json(admin, adminsPassword, ""));
    return check(multi);
  }

  private static void assertFinding(
      List<Finding> findings, Status status, String item, String text, String remedy) {
    assertThat(findings)
        .anySatisfy(finding -> {
          assertThat(finding.status()).isEqualTo(status);
          assertThat(finding.item()).isEqualTo(item);
          assertThat(finding.text()).contains(text);
          assertThat(finding.remedy()).contains(remedy);
        });
  }

  private static List<String> shown(List<Finding> findings) {
    return findings.stream().map(finding -> finding.status() + " " + finding.item()).toList();
  }

  @Test
  void aUserThatMayRotateItselfPassesAndKeepsItsPassword() {
    long before = POSTGRES.logIns(user);
    assertThat(shown(check(single)))
        .containsExactly(
            "OK secret",
            "OK next version",
            "OK reachability",
            "OK TLS",
            "OK log-in",
            "OK password");
    assertThat(POSTGRES.logIns(user) - before).as("one log-in").isEqualTo(1);
    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  @Test
  void aPairThatMayRotatePassesAndTheAlternateUserIsNotMade() {
    assertThat(shown(checkMulti("SUPERUSER")))
        .endsWith(
            "OK log-in",
            "OK superuser",
            "OK users",
            "OK ownership",
            "OK superuser's rights",
            "OK alternate user",
            "OK password");
    assertThat(POSTGRES.query("SELECT 1 FROM pg_roles WHERE rolname = '" + alternate + "'"))
        .isEmpty();
  }

  @Test
  void whatPassesRotatesAndPassesAgainInBothTurns() throws StepFailed {
    assertThat(checkMulti("SUPERUSER")).noneMatch(PreflightTest::isBad);
    multi.superuserArn = Optional.of(ADMIN_ARN);
    for (int turn = 0; turn < 2; turn++) {
      multi.rotate();
      assertThat(check(multi)).noneMatch(PreflightTest::isBad);
    }
  }

  private static boolean isBad(Finding finding) {
    return finding.status() != Status.OK;
  }

  @Test
  void aWrongPasswordIsFoundWithOneLogIn() {
    POSTGRES.changePassword(user);
    long before = POSTGRES.logIns(user);
    assertFinding(
        check(single), Status.FAILED, "log-in", "password authentication failed", "PutSecretValue");
    assertThat(POSTGRES.logIns(user) - before).isEqualTo(1);
  }

  @Test
  void aPasswordThatTheServersPolicyRejectsIsFound() {
    FakeSecrets unlucky = new FakeSecrets(_ -> user);
    RotatedSecret weak = new RotatedSecret(user, unlucky, single.function);
    unlucky.store(weak.arn, "version-0", json(user, password, ""));
    POSTGRES.execute(
        "ALTER ROLE \"%s\" SET session_preload_libraries = 'passwordcheck'".formatted(user));
    assertFinding(check(weak), Status.FAILED, "password", "password must not", "PASSWORD_LENGTH");
  }

  @Test
  void whatTheUsersLimitsWillDoToRotationsIsAWarning() throws StepFailed {
    POSTGRES.execute(
        "ALTER ROLE \"%s\" CONNECTION LIMIT 1 VALID UNTIL '2027-01-01'".formatted(user));
    List<Finding> findings = check(single);
    assertFinding(findings, Status.WARNING, "connections", "one connection", "LIMIT 2");
    assertFinding(findings, Status.WARNING, "expiry", "2027-01-01", "VALID UNTIL 'infinity'");
    assertThat(shown(findings)).endsWith("OK password");
    assertFinding(
        checkMulti("SUPERUSER"), Status.WARNING, "expiry", "2027-01-01", "VALID UNTIL 'infinity'");
  }

  @Test
  void aSuperuserWithoutRightsIsFoundWithTheStatementThatMendsIt() {
    List<Finding> findings = checkMulti("");
    assertFinding(
        findings,
        Status.FAILED,
        "superuser's rights",
        "lacks CREATEROLE",
        "ALTER ROLE \"%s\" CREATEROLE;".formatted(admin));
    assertThat(shown(findings)).contains("OK users", "OK ownership").doesNotContain("OK password");
  }

  @Test
  void aForeignUserOfTheAlternateNameIsFound() {
    POSTGRES.createUser(alternate, "");
    assertFinding(
        checkMulti("SUPERUSER"),
        Status.FAILED,
        "alternate user",
        "exists, and nothing shows that it is the alternate user",
        "KEYTURN_ADOPT_ALTERNATE=true");
  }

  @Test
  void whatTheAlternateUserOwnsAndWhatElseIsMissingIsFoundTogether() {
    POSTGRES.createUser(alternate, "");
    POSTGRES.execute(
        "CREATE TABLE %1$s_t (a int); ALTER TABLE %1$s_t OWNER TO %2$s".formatted(user, alternate));
    List<Finding> findings = checkMulti("");
    assertFinding(findings, Status.FAILED, "ownership", "owns objects", "REASSIGN OWNED BY");
    assertFinding(findings, Status.FAILED, "superuser's rights", "lacks CREATEROLE", "CREATEROLE");
  }

  @Test
  void whatTheAlternateUserHasInAdditionIsAWarningEach() throws StepFailed {
    String adminsPassword = POSTGRES.createUser(admin, "SUPERUSER");
    POSTGRES.createUser(alternate, "CREATEDB");
    String extra = POSTGRES.newName("extra");
    POSTGRES.execute(
        """
        GRANT "%1$s" TO "%2$s"; CREATE ROLE %3$s; GRANT %3$s TO "%2$s";
        ALTER ROLE "%2$s" SET work_mem = '5MB';
        CREATE TABLE %3$s_t (a int); GRANT SELECT ON %3$s_t TO "%2$s"\
        """
            .formatted(user, alternate, extra));
    for (String grants : List.of("", "exact")) {
      multi.environment.put("KEYTURN_GRANTS", grants);
      List<Finding> findings = checkMultiAs(adminsPassword);
      String fate = grants.isEmpty() ? "It is left alone." : "It is taken away";
      assertFinding(findings, Status.WARNING, "grants", "membership in " + extra, fate);
      assertFinding(findings, Status.WARNING, "grants", "the setting work_mem", fate);
      assertFinding(findings, Status.WARNING, "grants", "the attribute CREATEDB", fate);
      assertFinding(
          findings, Status.WARNING, "grants", "1 in database postgres", "They are left alone.");
      assertThat(shown(findings)).endsWith("OK alternate user", "OK password");
    }
  }
}
