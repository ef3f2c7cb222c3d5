package dev.keyturn.rotators.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Rows of SHOW GRANTS, as the versions write them.
class MySqlGrantTest {
  private static final MySqlAccount APP = new MySqlAccount("app", "%");
  private static final MySqlAccount CLONE = new MySqlAccount("app_clone", "%");

  private static MySqlGrant grant(String row) {
    return MySqlGrant.parse(row, APP).orElseThrow();
  }

  private static String copied(String row) {
    return grant(row).grant(CLONE);
  }

  @Test
  void theHashThatSomeServersShowIsNotCopied() {
    assertThat(
            copied(
                "GRANT SELECT ON *.* TO 'app'@'%' IDENTIFIED BY PASSWORD '*94BDC' REQUIRE SSL WITH"
                    + " GRANT OPTION MAX_USER_CONNECTIONS 4"))
        .isEqualTo("GRANT SELECT ON *.* TO 'app_clone'@'%' WITH GRANT OPTION");
    assertThat(copied("GRANT USAGE ON *.* TO `app`@`%` IDENTIFIED VIA ed25519 USING 'x'"))
        .isEqualTo("GRANT USAGE ON *.* TO 'app_clone'@'%'");
  }

  @Test
  void namesThatLookLikeGrantsAreOnlyNames() {
    assertThat(copied("GRANT SELECT ON `x TO 'app'@'%' WITH GRANT OPTION`.* TO 'app'@'%'"))
        .isEqualTo("GRANT SELECT ON `x TO 'app'@'%' WITH GRANT OPTION`.* TO 'app_clone'@'%'");
    assertThat(copied("GRANT SELECT (`a)`, `b ON c`) ON `d`.`t, u` TO `app`@`%`"))
        .isEqualTo("GRANT SELECT (`a)`), SELECT (`b ON c`) ON `d`.`t, u` TO 'app_clone'@'%'");
  }

  @Test
  void rowsOfOthersAreNotCopied() {
    assertThat(MySqlGrant.parse("GRANT SELECT ON *.* TO `PUBLIC`", APP)).isEmpty();
    assertThat(MySqlGrant.parse("GRANT SELECT ON *.* TO `app`@`%.example.org`", APP)).isEmpty();
    assertThat(MySqlGrant.parse("SET DEFAULT ROLE `r` FOR `app`@`%`", APP)).isEmpty();
    assertThat(MySqlGrant.parse("REVOKE SELECT ON `mysql`.* FROM `app`@`%`", APP)).isEmpty();
  }

  @Test
  void rolesAreCopiedWithTheirAdminOption() {
    assertThat(copied("GRANT `r1`@`%`,`r 2`@`%` TO `app`@`%` WITH ADMIN OPTION"))
        .isEqualTo("GRANT `r 2`@`%`, `r1`@`%` TO 'app_clone'@'%' WITH ADMIN OPTION");
    MySqlGrant plain = grant("GRANT `r` TO `app`@`%`");
    MySqlGrant admin = grant("GRANT `r` TO `app`@`%` WITH ADMIN OPTION");
    assertThat(admin.without(List.of(plain))).isPresent();
  }

  @Test
  void onlyWhatIsMissingIsGranted() {
    MySqlGrant wanted = grant("GRANT SELECT, INSERT ON `d`.* TO `app`@`%` WITH GRANT OPTION");
    MySqlGrant present = grant("GRANT SELECT, DELETE ON `d`.* TO `app`@`%`");
    assertThat(wanted.without(List.of(present)).map(it -> it.grant(CLONE)))
        .hasValue("GRANT INSERT ON `d`.* TO 'app_clone'@'%' WITH GRANT OPTION");
    assertThat(present.without(List.of(wanted)).map(it -> it.revokes(CLONE)))
        .hasValue(List.of("REVOKE DELETE ON `d`.* FROM 'app_clone'@'%'"));
    assertThat(wanted.without(List.of(wanted))).isEmpty();
  }

  @Test
  void allPrivilegesHoldTheSingleOnesAndAreNeverRevoked() {
    MySqlGrant all = grant("GRANT ALL PRIVILEGES ON `d`.* TO `app`@`%`");
    MySqlGrant one = grant("GRANT SELECT ON `d`.* TO `app`@`%`");
    assertThat(one.without(List.of(all))).isEmpty();
    assertThat(all.without(List.of(one)).map(it -> it.revokes(CLONE))).hasValue(List.of());
  }

  /// MySQL 8 shows those of its parts in a row of their own, with a grant option of their own.
  @Test
  void dynamicRightsAreComparedAmongThemselves() {
    MySqlGrant rights = grant("GRANT SELECT ON *.* TO `app`@`%` WITH GRANT OPTION");
    MySqlGrant dynamic = grant("GRANT BACKUP_ADMIN,ROLE_ADMIN ON *.* TO `app`@`%`");
    assertThat(dynamic.without(List.of(rights))).hasValue(dynamic);
    assertThat(dynamic.without(List.of(rights, dynamic))).isEmpty();
    assertThat(rights.without(List.of(rights, dynamic))).isEqualTo(Optional.empty());
  }

  @Test
  void aGrantOptionAloneIsGrantedAndRevokedAlone() {
    MySqlGrant with = grant("GRANT SELECT ON `d`.* TO `app`@`%` WITH GRANT OPTION");
    MySqlGrant without = grant("GRANT SELECT ON `d`.* TO `app`@`%`");
    MySqlGrant option = with.without(List.of(without)).orElseThrow();
    assertThat(option.grant(CLONE))
        .isEqualTo("GRANT USAGE ON `d`.* TO 'app_clone'@'%' WITH GRANT OPTION");
    assertThat(option.revokes(CLONE))
        .containsExactly("REVOKE GRANT OPTION ON `d`.* FROM 'app_clone'@'%'");
  }
}
