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

/// What a check finds at a server of the MySQL family, where it can only read.
abstract class MySqlPreflightSuite extends OnRealMySql {
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-MyPrFl";

  private final String user = server.newName("chk");
  private final String alternate = user + "_clone";
  private final String admin = server.newName("adm");
  private final String password = server.createUser(user, "%", "SELECT ON orders.*");
  private final RotatedSecret single = secret(user, password, "SingleUser", dialer());
  private final RotatedSecret multi = secret(user, password, "MultiUser", dialer());

  MySqlPreflightSuite(RealMySql server) {
    super(server);
  }

  private List<Finding> check(RotatedSecret secret) {
    List<Finding> findings = new ArrayList<>();
    secret.function.check(
        new Preflight(secret.arn, Optional.of(ADMIN_ARN), Optional.empty()),
        new Context(secrets, secret.environment, Instant.MAX),
        findings::add);
    assertThat(findings.toString()).doesNotContain("Generated-").doesNotContain(password);
    return findings;
  }

  private List<Finding> checkMulti(String adminsPassword) {
    secrets.store(
        multi.arn, "version-1", json(user, password, ",\"masterarn\":\"" + ADMIN_ARN + "\""));
    secrets.store(ADMIN_ARN, "admin-0", json(admin, adminsPassword, ""));
    return check(multi);
  }

  private static List<String> shown(List<Finding> findings) {
    return findings.stream().map(finding -> finding.status() + " " + finding.item()).toList();
  }

  private static void assertFinding(
      List<Finding> findings, Status status, String item, String text) {
    assertThat(findings)
        .anySatisfy(finding -> {
          assertThat(finding.status()).isEqualTo(status);
          assertThat(finding.item()).isEqualTo(item);
          assertThat(finding.text()).contains(text);
        });
  }

  @Test
  void aUserThatMayRotateItselfPassesAsFarAsItCanBeSeen() {
    assertThat(shown(check(single))).endsWith("OK log-in", "SKIPPED change");
    assertThat(server.logIn(user, password)).isTrue();
  }

  @Test
  void severalAccountsOfOneNameAreFoundWhereTheUserCanSeeThem() {
    String inner = server.createUser(user, "127.0.0.1", "SELECT ON mysql.*");
    secrets.store(single.arn, "inner", json(user, inner, ""));
    assertFinding(check(single), Status.FAILED, "account", "several accounts");

    single.environment.put("KEYTURN_USER_HOST", "127.0.0.1");
    assertThat(shown(check(single))).endsWith("OK log-in", "SKIPPED change");
  }

  @Test
  void aPairThatMayRotatePassesAndTheAlternateUserIsNotMade() throws StepFailed {
    String adminsPassword = server.createSuperuser(admin);
    assertThat(shown(checkMulti(adminsPassword)))
        .endsWith(
            "OK superuser",
            "OK users",
            "OK superuser's rights",
            "OK alternate user",
            "SKIPPED password");
    multi.superuserArn = Optional.of(ADMIN_ARN);
    multi.rotate();
    assertThat(check(multi)).noneMatch(Finding::isFailed);
    multi.rotate();
    assertThat(check(multi)).noneMatch(Finding::isFailed);
  }

  @Test
  void aSuperuserWithoutRightsIsFound() {
    assertFinding(
        checkMulti(server.createUser(admin, "%", "SELECT ON mysql.*")),
        Status.WARNING,
        "superuser's rights",
        "lacks CREATE USER");
  }

  @Test
  void aSuperuserThatMayNotReadTheAccountsIsFound() {
    assertFinding(
        checkMulti(server.createUser(admin, "%", "SELECT ON orders.*")),
        Status.FAILED,
        "superuser's rights",
        "Preparing " + alternate);
  }

  @Test
  void aForeignUserOfTheAlternateNameAndItsRightsAreFound() {
    server.createUser(alternate, "%", "SELECT, DELETE ON orders.*");
    List<Finding> findings = checkMulti(server.createSuperuser(admin));
    assertFinding(findings, Status.FAILED, "alternate user", "nothing shows that it is");
    assertFinding(findings, Status.WARNING, "grants", "delete on");
  }
}
