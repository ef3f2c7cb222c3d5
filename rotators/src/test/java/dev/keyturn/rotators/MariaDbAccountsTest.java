package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.ACCOUNT_LOCKED;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.REJECTED_PASSWORD;
import static dev.keyturn.function.FailureClass.TLS;
import static dev.keyturn.function.Step.CREATE_SECRET;
import static dev.keyturn.function.Step.SET_SECRET;
import static dev.keyturn.function.Step.TEST_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.MySql;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What MariaDB alone has: roles, plug-ins, locks of accounts, checks of passwords, TLS.
class MariaDbAccountsTest extends OnRealMySql {
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-ZyXwVu";

  private final String user = server.newName("app");
  private final String alternate = user + "_clone";
  private final String account = RealMySql.account(user, "%");
  private final String clone = RealMySql.account(alternate, "%");
  private final String password = server.createUser(user, "%", "");

  MariaDbAccountsTest() {
    super(RealMariaDb.shared());
  }

  private RotatedSecret alternating(Dialer dialer, String host) {
    RotatedSecret made = secret(user, password, "MultiUser", dialer);
    String admin = server.newName("admin");
    String adminPassword = server.createSuperuser(admin);
    secrets.store(ADMIN_ARN, "admin-0", at(host, json(admin, adminPassword, "")));
    secrets.store(
        made.arn, "v1", at(host, json(user, password, ",\"masterarn\":\"" + ADMIN_ARN + "\"")));
    made.superuserArn = Optional.of(ADMIN_ARN);
    return made;
  }

  private RotatedSecret alternating() {
    return alternating(dialer(), server.host());
  }

  private String at(String host, String json) {
    return json.replace(server.host(), host);
  }

  private Dialer knowing(boolean authority) {
    return MySql.dialer(
        TargetPolicy.standard(),
        TargetTrust.of(Optional.of(server.authority()).filter(_ -> authority)));
  }

  private List<String> definition(String name) {
    return server.query("SHOW CREATE USER " + name).stream()
        .map(row -> row.replaceFirst("CREATE USER .*? IDENTIFIED .*?'.*?'", ""))
        .toList();
  }

  @Test
  void fourRotationsOverTlsOfAPrivateAuthorityWithEachStrategy() throws StepFailed {
    server.execute("GRANT USAGE ON *.* TO " + account + " REQUIRE SSL");
    RotatedSecret single = secret(user, password, "SingleUser", knowing(true));
    secrets.store(single.arn, "v1", at("localhost", json(user, password, ",\"ssl\":true")));
    for (int i = 0; i < 4; i++) {
      single.rotate();
    }
    String now = single.password("AWSCURRENT");
    RotatedSecret multi = alternating(knowing(true), "localhost");
    secrets.store(
        multi.arn,
        "v2",
        at("localhost", json(user, now, ",\"ssl\":true,\"masterarn\":\"" + ADMIN_ARN + "\"")));
    for (int i = 0; i < 4; i++) {
      multi.rotate();
    }
    assertThat(definition(clone)).isEqualTo(definition(account));
    assertThat(definition(clone).getFirst()).contains("REQUIRE SSL");
  }

  @Test
  void anUnknownAuthorityEndsARotationBeforeItChangesAnything() throws StepFailed {
    RotatedSecret single = secret(user, password, "SingleUser", knowing(false));
    secrets.store(single.arn, "v1", at("localhost", json(user, password, ",\"ssl\":true")));
    single.begin();
    single.run(CREATE_SECRET);
    single.refuses(SET_SECRET, TLS, "unable to find valid certification");
    assertThat(server.logIn(user, password)).isTrue();
  }

  @Test
  void rolesAndTheDefaultRoleAreCopiedAndFollowLaterChanges() throws StepFailed {
    String first = server.newName("first");
    String second = server.newName("o'd role");
    server.execute(
        "CREATE ROLE `%s`".formatted(first),
        "CREATE ROLE `%s`".formatted(second),
        "GRANT SELECT ON orders.* TO `%s`".formatted(first),
        "GRANT `%s` TO %s".formatted(first, account),
        "GRANT `%s` TO %s WITH ADMIN OPTION".formatted(second, account),
        "SET DEFAULT ROLE `%s` FOR %s".formatted(first, account));
    RotatedSecret secret = alternating();
    secret.environment.put("KEYTURN_GRANTS", "exact");
    giveRoles(first, second);
    secret.rotate();
    assertThat(server.grants(alternate, "%")).isEqualTo(server.grants(user, "%"));
    assertThat(
            server.queryAs(
                alternate, secret.password("AWSCURRENT"), "SELECT COUNT(*) FROM orders.`lines`"))
        .containsExactly("0");

    server.execute(
        "SET DEFAULT ROLE `%s` FOR %s".formatted(second, account),
        "REVOKE `%s` FROM %s".formatted(first, account));
    secret.rotate();
    secret.rotate();
    assertThat(server.grants(alternate, "%")).isEqualTo(server.grants(user, "%"));
    assertThat(server.queryAs(alternate, secret.password("AWSCURRENT"), "SELECT CURRENT_ROLE()"))
        .containsExactly(second);
  }

  /// Only who may hand on a role can give it to the clone.
  private void giveRoles(String... roles) {
    String admin = secretOf(ADMIN_ARN);
    for (String role : roles) {
      server.execute(
          "GRANT `%s` TO %s WITH ADMIN OPTION".formatted(role, RealMySql.account(admin, "%")));
    }
  }

  private String secretOf(String arn) {
    return secrets
        .json(arn, "AWSCURRENT")
        .orElseThrow()
        .replaceFirst(".*\"username\":\"(.*?)\".*", "$1");
  }

  @Test
  void limitsExpiryAndLocksAreCopied() throws StepFailed {
    server.execute(
        "ALTER USER " + account + " WITH MAX_STATEMENT_TIME 7.5 PASSWORD EXPIRE INTERVAL 90 DAY");
    server.createUser(user, "10.%", "");
    String other = RealMySql.account(user, "10.%");
    server.execute("ALTER USER " + other + " ACCOUNT LOCK");
    RotatedSecret secret = alternating();
    secret.rotate();
    assertThat(definition(clone)).isEqualTo(definition(account));
    assertThat(definition(clone).getFirst()).contains("7.5").contains("INTERVAL 90 DAY");
    assertThat(definition(RealMySql.account(alternate, "10.%")).getFirst())
        .contains("ACCOUNT LOCK");
  }

  @Test
  void whatSomebodyLockedStaysLocked() throws StepFailed {
    RotatedSecret secret = alternating();
    secret.rotate();
    secret.rotate();
    server.execute("ALTER USER " + clone + " ACCOUNT LOCK");
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    secret.refuses(TEST_SECRET, ACCOUNT_LOCKED, "locked");
    assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void anAccountWhosePasswordIsKeptElsewhereSaysSo() throws StepFailed {
    server.execute(
        "CREATE USER %s IDENTIFIED VIA unix_socket".formatted(RealMySql.account(user, "10.%")));
    RotatedSecret secret = alternating();
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(
        SET_SECRET, MISCONFIGURED, "authenticates with the plug-in unix_socket, whose password no");
    assertThat(server.logIn(user, password)).isTrue();
  }

  @Test
  void ofSeveralPlugInsTheFirstIsSetAndTheOthersStay() throws StepFailed {
    server.execute(
        "ALTER USER %s IDENTIFIED VIA mysql_native_password USING '%s' OR unix_socket"
            .formatted(
                account,
                server
                    .query(
                        "SELECT authentication_string FROM mysql.user WHERE User = '" + user + "'")
                    .getFirst()));
    RotatedSecret secret = secret(user, password, "SingleUser", dialer());
    secret.rotate();
    secret.rotate();
    assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
    assertThat(definition(account).getFirst()).contains("OR unix_socket");
  }

  private void install(String library) {
    Path plugins = Path.of(server.query("SELECT @@plugin_dir").getFirst());
    Assumptions.assumeTrue(
        Files.exists(plugins.resolve(library + ".so")),
        "This build of the server lacks " + library);
    server.execute("INSTALL SONAME '" + library + "'");
  }

  /// Its passwords cannot be sent as a hash: they stand in the server's general log.
  @Test
  void ed25519IsCopiedToTheClone() throws StepFailed {
    install("auth_ed25519");
    server.execute("SET GLOBAL general_log = 0");
    try {
      server.execute(
          "ALTER USER %s IDENTIFIED VIA ed25519 USING PASSWORD('%s')".formatted(account, password));
      RotatedSecret secret = alternating();
      for (int i = 0; i < 4; i++) {
        secret.rotate();
        assertThat(server.logIn(secret.user("AWSCURRENT"), secret.password("AWSCURRENT"))).isTrue();
      }
      assertThat(server.query("SHOW CREATE USER " + clone).getFirst()).contains("VIA ed25519");
      assertThat(server.query("SHOW CREATE USER " + account).getFirst()).contains("VIA ed25519");
    } finally {
      server.execute("SET GLOBAL general_log = 1", "DROP USER " + account + ", " + clone);
      server.execute("UNINSTALL SONAME 'auth_ed25519'");
    }
  }

  /// A server that checks passwords has to see them, and may write them down.
  @Test
  void aServerThatChecksPasswordsIsShownThem() throws StepFailed {
    install("simple_password_check");
    server.execute("SET GLOBAL general_log = 0", "SET GLOBAL simple_password_check_digits = 1");
    try {
      RotatedSecret secret = secret(user, password, "SingleUser", dialer());
      secret.begin();
      secrets.overwrite(secret.arn, secret.token, json(user, "no-Digits-in-here", ""));
      secret.refuses(SET_SECRET, REJECTED_PASSWORD, "does not satisfy the current policy");
      assertThat(server.logIn(user, password)).isTrue();

      secret.rotate();
      assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
    } finally {
      server.execute("UNINSTALL SONAME 'simple_password_check'");
      server.execute("SET GLOBAL general_log = 1");
    }
  }
}
