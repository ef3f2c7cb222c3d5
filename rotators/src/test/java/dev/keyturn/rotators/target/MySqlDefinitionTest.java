package dev.keyturn.rotators.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What SHOW CREATE USER says, as the versions write it.
class MySqlDefinitionTest {
  private static final String NO_LIMITS =
      " WITH MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0"
          + " MAX_USER_CONNECTIONS 0";

  @Test
  void mySqlWritesEverything() {
    MySqlDefinition definition =
        MySqlDefinition.parse(
            " IDENTIFIED WITH 'caching_sha2_password' AS 0x244124 DEFAULT ROLE `r 1`@`%`,`r2`@`%`"
                + " REQUIRE SUBJECT '/CN=a b' WITH MAX_USER_CONNECTIONS 5 PASSWORD EXPIRE INTERVAL 90"
                + " DAY ACCOUNT UNLOCK PASSWORD HISTORY 5 PASSWORD REUSE INTERVAL DEFAULT PASSWORD"
                + " REQUIRE CURRENT FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME 2");
    assertThat(definition.plugin()).isEqualTo("caching_sha2_password");
    assertThat(definition.defaultRoles()).isEqualTo("`r 1`@`%`,`r2`@`%`");
    assertThat(definition.options(false))
        .isEqualTo(
            " REQUIRE SUBJECT '/CN=a b' WITH MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 0"
                + " MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS 5 PASSWORD EXPIRE INTERVAL 90 DAY"
                + " PASSWORD HISTORY 5 PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE CURRENT"
                + " FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME 2");
  }

  @Test
  void mariaDbWritesWhatIsNotTheDefault() {
    MySqlDefinition plain = MySqlDefinition.parse(" IDENTIFIED BY PASSWORD '*94BD'");
    assertThat(plain.plugin()).isEqualTo("mysql_native_password");
    assertThat(plain.options(true))
        .isEqualTo(" REQUIRE NONE" + NO_LIMITS + " MAX_STATEMENT_TIME 0");
    MySqlDefinition several =
        MySqlDefinition.parse(
            " IDENTIFIED VIA unix_socket OR mysql_native_password USING '*B5' REQUIRE SSL WITH"
                + " MAX_STATEMENT_TIME 2.500000 ACCOUNT LOCK PASSWORD EXPIRE NEVER");
    assertThat(several.plugin()).isEqualTo("unix_socket");
    assertThat(several.options(true))
        .isEqualTo(
            " REQUIRE SSL"
                + NO_LIMITS
                + " MAX_STATEMENT_TIME 2.500000 ACCOUNT LOCK PASSWORD EXPIRE NEVER");
    assertThat(MySqlDefinition.parse("").plugin()).isEqualTo("mysql_native_password");
  }

  @Test
  void anExpiredPasswordIsNotHandedOn() {
    MySqlDefinition expired =
        MySqlDefinition.parse(
            " IDENTIFIED WITH 'mysql_native_password' AS '*B5' REQUIRE NONE PASSWORD EXPIRE ACCOUNT"
                + " UNLOCK");
    assertThat(expired.options(false)).isEqualTo(" REQUIRE NONE" + NO_LIMITS);
  }

  @Test
  void anUnlockedBaseUnlocksNobody() {
    MySqlDefinition base =
        MySqlDefinition.parse(" IDENTIFIED WITH 'x' AS 'y' REQUIRE NONE ACCOUNT UNLOCK");
    assertThat(base.options(false)).doesNotContain("ACCOUNT");
  }

  @Test
  void textsThatLookLikeOptionsAreOnlyTexts() {
    MySqlDefinition definition =
        MySqlDefinition.parse(
            " IDENTIFIED BY PASSWORD '*94BD' REQUIRE ISSUER '/CN=x WITH MAX_USER_CONNECTIONS 9' AND"
                + " SUBJECT '/O=''q'''");
    assertThat(definition.require())
        .isEqualTo("ISSUER '/CN=x WITH MAX_USER_CONNECTIONS 9' AND SUBJECT '/O=''q'''");
    assertThat(definition.limits()).isEmpty();
  }
}
