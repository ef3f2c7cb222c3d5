package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.REJECTED_PASSWORD;
import static dev.keyturn.function.Step.CREATE_SECRET;
import static dev.keyturn.function.Step.FINISH_SECRET;
import static dev.keyturn.function.Step.SETTLE_SECRET;
import static dev.keyturn.function.Step.SET_SECRET;
import static dev.keyturn.function.Step.TEST_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlternatingUsersTest extends OnRealPostgres {
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-ZyXwVu";

  private final String user = POSTGRES.newName("app");
  private final String alternate = user + "_clone";
  private final String admin = POSTGRES.newName("admin");
  private final String password = POSTGRES.createUser(user, "");
  private final String adminPassword = POSTGRES.createUser(admin, "SUPERUSER");
  private final RotatedSecret secret = alternating(user, password);

  private RotatedSecret alternating(String of, String itsPassword) {
    RotatedSecret made = secret(of, itsPassword, MULTI, dialer());
    secrets.store(made.arn, "version-0", withAdmin(of, itsPassword, ""));
    secrets.store(ADMIN_ARN, "admin-0", json(admin, adminPassword, ""));
    made.superuserArn = Optional.of(ADMIN_ARN);
    return made;
  }

  private static String withAdmin(String of, String itsPassword, String more) {
    return json(of, itsPassword, ",\"masterarn\":\"" + ADMIN_ARN + "\"" + more);
  }

  @Test
  void fourRotationsAlternateBetweenTheUsersAndTheOldPasswordStaysGood() throws StepFailed {
    String oldUser = user;
    String oldPassword = password;
    for (String next : List.of(alternate, user, alternate, user)) {
      secret.rotate();
      assertThat(secret.user("AWSCURRENT")).isEqualTo(next);
      assertThat(POSTGRES.logIn(next, secret.password("AWSCURRENT"))).isTrue();
      assertThat(POSTGRES.logIn(oldUser, oldPassword)).isTrue();
      oldUser = next;
      oldPassword = secret.password("AWSCURRENT");
    }
  }

  @Test
  void eachStepMayRunTwice() throws StepFailed {
    secret.begin();
    for (Step step : List.of(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET)) {
      secret.run(step);
      secret.run(step);
    }
    assertThat(secret.user("AWSCURRENT")).isEqualTo(alternate);
    assertThat(POSTGRES.logIn(alternate, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aSetThatWasDoneButNotReportedIsFoundDone() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    long before = POSTGRES.logIns(admin);
    secret.run(SET_SECRET);
    assertThat(POSTGRES.logIns(admin)).isEqualTo(before);

    secret.setMayHaveBegun = false;
    secret.run(SET_SECRET);
    assertThat(POSTGRES.logIn(alternate, secret.password("AWSPENDING"))).isTrue();
  }

  @Test
  void pendingIsNeverProbedUnlessTheJournalSaysSetMayHaveBegun() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    assertThat(POSTGRES.logIns(alternate)).isZero();
    secret.run(SET_SECRET);
    assertThat(POSTGRES.logIns(alternate)).isEqualTo(1);
  }

  @Test
  void theCurrentUserMustLogInBeforeTheSuperuserActs() throws StepFailed {
    POSTGRES.changePassword(user);
    secret.begin();
    secret.run(CREATE_SECRET);
    long before = POSTGRES.logIns(admin);
    secret.refuses(
        SET_SECRET, REFUSED, "Unable to log into database using current credentials for secret");
    assertThat(POSTGRES.logIns(admin)).isEqualTo(before);
  }

  @Test
  void whatTheAlternateUserCreatesBelongsToTheBase() throws StepFailed {
    POSTGRES.execute("GRANT CREATE ON SCHEMA public TO \"%s\"".formatted(user));
    secret.rotate();
    String table = POSTGRES.newName("made");
    POSTGRES.executeAs(
        alternate, secret.password("AWSCURRENT"), "CREATE TABLE %s (a int)".formatted(table));
    assertThat(owner(table)).isEqualTo(user);
    secret.rotate();
    POSTGRES.executeAs(
        user, secret.password("AWSCURRENT"), "ALTER TABLE %s ADD b int".formatted(table));
    secret.rotate();
    POSTGRES.executeAs(alternate, secret.password("AWSCURRENT"), "DROP TABLE %s".formatted(table));
  }

  private static String owner(String table) {
    return POSTGRES
        .query("SELECT tableowner FROM pg_tables WHERE tablename = '%s'".formatted(table))
        .getFirst();
  }

  @Test
  void rightsThatTheBaseGetsLaterReachTheAlternateUserAtOnce() throws StepFailed {
    secret.rotate();
    String table = POSTGRES.newName("later");
    POSTGRES.execute(
        "CREATE TABLE %s (a int); GRANT SELECT ON %s TO \"%s\"".formatted(table, table, user));
    assertThat(
            POSTGRES.queryAs(
                alternate, secret.password("AWSCURRENT"), "SELECT count(*) FROM " + table))
        .containsExactly("0");
  }

  @Test
  void limitsAndSettingsOfTheBaseAreCopiedAndFollowLaterChanges() throws StepFailed {
    POSTGRES.execute(
        """
        ALTER ROLE "%1$s" CONNECTION LIMIT 7 VALID UNTIL '2099-01-02 03:04:05+02';
        ALTER ROLE "%1$s" SET search_path = "Odd, ""one"\"", public;
        ALTER ROLE "%1$s" SET work_mem = '7MB';
        ALTER ROLE "%1$s" SET "my.note" = 'it''s a \\ note, "quoted"';
        ALTER ROLE "%1$s" IN DATABASE postgres SET statement_timeout = '77s'\
        """
            .formatted(user));
    secret.rotate();
    assertThat(settings(alternate))
        .containsExactlyInAnyOrderElementsOf(withRole(settings(user), user));
    assertThat(limits(alternate)).isEqualTo(limits(user)).isNotEmpty();

    POSTGRES.execute(
        "ALTER ROLE \"%1$s\" CONNECTION LIMIT 9 VALID UNTIL 'infinity'".formatted(user));
    POSTGRES.execute("ALTER ROLE \"%s\" SET work_mem = '9MB'".formatted(user));
    secret.rotate();
    secret.rotate();
    assertThat(settings(alternate))
        .containsExactlyInAnyOrderElementsOf(withRole(settings(user), user));
    assertThat(limits(alternate)).isEqualTo(limits(user));
  }

  private static List<String> withRole(List<String> settings, String role) {
    List<String> more = new java.util.ArrayList<>(settings);
    more.add("0 role=" + role);
    return more;
  }

  private static List<String> settings(String role) {
    return POSTGRES.query(
        """
        SELECT setdatabase || ' ' || unnest(setconfig) FROM pg_db_role_setting
        WHERE setrole = (SELECT oid FROM pg_authid WHERE rolname = '%s')\
        """
            .formatted(role));
  }

  private static List<String> limits(String role) {
    return POSTGRES.query(
        "SELECT rolconnlimit || ' ' || coalesce(rolvaliduntil, 'infinity') FROM pg_authid"
            + " WHERE rolname = '%s'".formatted(role));
  }

  @Test
  void aBaseThatActsAsAnotherRoleHandsThatOn() throws StepFailed {
    String owner = POSTGRES.newName("owner");
    POSTGRES.execute("CREATE ROLE %s; GRANT %s TO \"%s\"".formatted(owner, owner, user));
    POSTGRES.execute("ALTER ROLE \"%s\" SET role = '%s'".formatted(user, owner));
    secret.rotate();
    assertThat(POSTGRES.queryAs(alternate, secret.password("AWSCURRENT"), "SELECT current_user"))
        .containsExactly(owner);
  }

  @Test
  void theBaseIsNeverGivenAnything() throws StepFailed {
    secret.rotate();
    secret.rotate();
    assertThat(settings(user)).isEmpty();
    assertThat(memberships(user)).isEmpty();
    assertThat(memberships(alternate)).containsExactly(user);
  }

  private static List<String> memberships(String role) {
    return POSTGRES.query(
        "SELECT roleid::regrole FROM pg_auth_members WHERE member = '\"%s\"'::regrole"
            .formatted(role));
  }

  @Test
  void aForeignUserOfTheAlternateNameIsNotTouched() throws StepFailed {
    String foreign = POSTGRES.createUser(alternate, "");
    secret.begin();
    secret.run(CREATE_SECRET);
    StepFailed failed = secret.fails(SET_SECRET);
    assertThat(failed.failureClass()).isEqualTo(MISCONFIGURED);
    assertThat(failed).hasMessageContaining("User " + alternate + " exists, and nothing shows");
    assertThat(failed.remedy())
        .contains("GRANT \"%s\" TO \"%s\"".formatted(user, alternate))
        .contains("KEYTURN_ADOPT_ALTERNATE=true");
    assertThat(POSTGRES.logIn(alternate, foreign)).isTrue();
  }

  @Test
  void anAlternateUserThatWasMadeBeforehandIsAdoptedWhenToldSo() throws StepFailed {
    POSTGRES.createUser(alternate, "");
    secret.environment.put("KEYTURN_ADOPT_ALTERNATE", "true");
    secret.rotate();
    assertThat(POSTGRES.logIn(alternate, secret.password("AWSCURRENT"))).isTrue();
    assertThat(memberships(alternate)).containsExactly(user);
  }

  @Test
  void aMemberOfTheBaseIsItsAlternateUser() throws StepFailed {
    POSTGRES.createUser(alternate, "");
    POSTGRES.execute("GRANT \"%s\" TO \"%s\"".formatted(user, alternate));
    secret.rotate();
    assertThat(POSTGRES.logIn(alternate, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void theUserThatThePreviousVersionNamesIsTheAlternateUser() throws StepFailed {
    String before = POSTGRES.createUser(alternate, "");
    secrets.store(secret.arn, "v1", withAdmin(alternate, before, ""));
    secrets.store(secret.arn, "v2", withAdmin(user, password, ""));
    secret.rotate();
    assertThat(secret.user("AWSCURRENT")).isEqualTo(alternate);
  }

  @Test
  void aCloneThatOwnsObjectsIsRefusedNamingReassignOwned() throws StepFailed {
    POSTGRES.createUser(alternate, "");
    POSTGRES.execute("GRANT \"%s\" TO \"%s\"".formatted(user, alternate));
    String table = POSTGRES.newName("owned");
    POSTGRES.execute(
        "CREATE TABLE %s (a int); ALTER TABLE %s OWNER TO \"%s\""
            .formatted(table, table, alternate));
    secret.begin();
    secret.run(CREATE_SECRET);
    StepFailed failed = secret.fails(SET_SECRET);
    assertThat(failed.failureClass()).isEqualTo(MISCONFIGURED);
    assertThat(failed).hasMessageContaining("1 in database postgres");
    assertThat(failed.remedy())
        .contains("REASSIGN OWNED BY \"%s\" TO \"%s\";".formatted(alternate, user));

    POSTGRES.execute("REASSIGN OWNED BY \"%s\" TO \"%s\"".formatted(alternate, user));
    secret.run(SET_SECRET);
    secret.run(TEST_SECRET);
  }

  @Test
  void whatTheCloneHasInAdditionStaysUnlessExactGrantsAreAskedFor() throws StepFailed {
    secret.rotate();
    String extra = POSTGRES.newName("extra");
    POSTGRES.execute("CREATE ROLE %s; GRANT %s TO \"%s\"".formatted(extra, extra, alternate));
    POSTGRES.execute("ALTER ROLE \"%s\" CREATEDB".formatted(alternate));
    POSTGRES.execute("ALTER ROLE \"%s\" SET work_mem = '5MB'".formatted(alternate));
    secret.rotate();
    secret.rotate();
    assertThat(memberships(alternate)).containsExactlyInAnyOrder(user, extra);
    assertThat(settings(alternate)).contains("0 work_mem=5MB");
    assertThat(mayCreateDatabases(alternate)).isEqualTo("t");

    secret.environment.put("KEYTURN_GRANTS", "exact");
    secret.rotate();
    secret.rotate();
    assertThat(memberships(alternate)).containsExactly(user);
    assertThat(settings(alternate)).containsExactly("0 role=" + user);
    assertThat(mayCreateDatabases(alternate)).isEqualTo("f");
  }

  private static String mayCreateDatabases(String role) {
    return POSTGRES
        .query("SELECT rolcreatedb FROM pg_roles WHERE rolname = '%s'".formatted(role))
        .getFirst();
  }

  @Test
  void aSuperuserWithoutCreateroleIsToldWhatItLacks() throws StepFailed {
    String weak = weakAdmin("");
    StepFailed failed = failsToSetWith(weak);
    assertThat(failed.failureClass()).isEqualTo(NOT_ALLOWED);
    assertThat(failed).hasMessageContaining("lacks CREATEROLE");
    assertThat(failed.remedy()).contains("ALTER ROLE \"%s\" CREATEROLE;".formatted(weak));
  }

  @Test
  void aCreatorOfRolesWithoutAdminOptionIsToldWhatItLacksSinceVersion16() throws StepFailed {
    String weak = weakAdmin("CREATEROLE");
    if (POSTGRES.version() < 16) {
      secret.rotate();
      secret.rotate();
      return;
    }
    StepFailed failed = failsToSetWith(weak);
    assertThat(failed.failureClass()).isEqualTo(NOT_ALLOWED);
    assertThat(failed).hasMessageContaining("lacks ADMIN OPTION on " + user);
    assertThat(failed.remedy())
        .contains("GRANT \"%s\" TO \"%s\" WITH ADMIN OPTION;".formatted(user, weak));
    assertThat(POSTGRES.query("SELECT 1 FROM pg_roles WHERE rolname = '%s'".formatted(alternate)))
        .isEmpty();
  }

  @Test
  void aCreatorOfRolesWithAdminOptionIsEnough() throws StepFailed {
    POSTGRES.execute("ALTER ROLE \"%s\" CONNECTION LIMIT 5".formatted(user));
    String weak = weakAdmin("CREATEROLE");
    POSTGRES.execute("GRANT \"%s\" TO \"%s\" WITH ADMIN OPTION".formatted(user, weak));
    for (int i = 0; i < 4; i++) {
      secret.rotate();
      assertThat(POSTGRES.logIn(secret.user("AWSCURRENT"), secret.password("AWSCURRENT"))).isTrue();
    }
    assertThat(limits(alternate)).isEqualTo(limits(user));
  }

  private String weakAdmin(String options) {
    String weak = POSTGRES.newName("weak");
    secrets.store(ADMIN_ARN, "weak-0", json(weak, POSTGRES.createUser(weak, options), ""));
    return weak;
  }

  private StepFailed failsToSetWith(String weak) throws StepFailed {
    assertThat(secrets.json(ADMIN_ARN, "AWSCURRENT").orElseThrow()).contains(weak);
    secret.begin();
    secret.run(CREATE_SECRET);
    return secret.fails(SET_SECRET);
  }

  @Test
  void aSuperuserThatIsRotatingIsReadAgainUnderItsPendingLabel() throws StepFailed {
    String newest = POSTGRES.changePassword(admin);
    secrets.overwrite(ADMIN_ARN, "admin-1", json(admin, newest, ""));
    secrets.label(ADMIN_ARN, "AWSPENDING", "admin-1");
    secret.rotate();
    assertThat(POSTGRES.logIn(alternate, secret.password("AWSCURRENT"))).isTrue();
  }

  /// Its rotation ends between the superuser's two log-ins.
  @Test
  void aSuperuserThatHasJustRotatedIsReadAgain() throws StepFailed {
    String newest = POSTGRES.changePassword(admin);
    RotatedSecret meanwhile =
        secret(
            user,
            password,
            MULTI,
            login -> {
              if (login.user().equals(admin)) {
                secrets.store(ADMIN_ARN, "admin-1", json(admin, newest, ""));
              }
              return dialer().dial(login);
            });
    secrets.store(meanwhile.arn, "version-0", withAdmin(user, password, ""));
    meanwhile.superuserArn = Optional.of(ADMIN_ARN);
    meanwhile.rotate();
    assertThat(POSTGRES.logIn(alternate, meanwhile.password("AWSCURRENT"))).isTrue();
  }

  /// The superuser's `password_encryption` alone would make a verifier that pg_hba.conf refuses.
  @Test
  void theNextPasswordKeepsTheFormOfTheOneThatOpens() throws StepFailed {
    POSTGRES.execute("ALTER ROLE \"%s\" SET password_encryption = 'md5'".formatted(admin));
    secret.rotate();
    secret.rotate();
    assertThat(POSTGRES.logIn(user, secret.password("AWSCURRENT"))).isTrue();
    assertThat(POSTGRES.verifier(alternate)).startsWith("SCRAM-SHA-256$");
  }

  @Test
  void aServerThatWasRestoredFromABackupInMidRotationIsSetAgain() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    POSTGRES.execute("DROP ROLE \"%s\"".formatted(alternate));
    secret.refuses(TEST_SECRET, REFUSED, "28P01");
    for (Step step : List.of(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET)) {
      secret.run(step);
    }
    assertThat(POSTGRES.logIn(alternate, secret.password("AWSCURRENT"))).isTrue();
    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  @Test
  void anAlternateUserThatMayNotLogInOrIsExpiredIsPutRight() throws StepFailed {
    secret.rotate();
    secret.rotate();
    POSTGRES.execute("ALTER ROLE \"%s\" NOLOGIN VALID UNTIL '2001-01-01'".formatted(alternate));
    secret.rotate();
    assertThat(POSTGRES.logIn(alternate, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aBaseThatIsExpiredStopsTheRotationBeforeTheSuperuserActs() throws StepFailed {
    POSTGRES.execute("ALTER ROLE \"%s\" VALID UNTIL '2001-01-01'".formatted(user));
    secret.begin();
    secret.run(CREATE_SECRET);
    long before = POSTGRES.logIns(admin);
    secret.refuses(SET_SECRET, REFUSED, "Unable to log into database using current credentials");
    assertThat(POSTGRES.logIns(admin)).isEqualTo(before);
  }

  @Test
  void aPasswordThatTheServersPolicyRejectsChangesNothing() throws StepFailed {
    POSTGRES.execute(
        "ALTER ROLE \"%s\" SET session_preload_libraries = 'passwordcheck'".formatted(admin));
    secret.begin();
    secret.run(CREATE_SECRET);
    // What passwordcheck rejects of a verifier: one that opens with the user's own name.
    secrets.overwrite(secret.arn, secret.token, withAdmin(alternate, alternate, ""));
    secret.refuses(SET_SECRET, REJECTED_PASSWORD, "password must not");
    assertThat(POSTGRES.query("SELECT 1 FROM pg_roles WHERE rolname = '%s'".formatted(alternate)))
        .as("it was one transaction")
        .isEmpty();
    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  @Test
  void aSuperuserThatIsRefusedIsBusyAndProbedOnlyOnce() throws StepFailed {
    POSTGRES.changePassword(admin);
    secret.begin();
    secret.run(CREATE_SECRET);
    long before = POSTGRES.logIns(admin);
    secret.refuses(
        SET_SECRET, BUSY, "Unable to log into database using credentials in master secret");
    assertThat(POSTGRES.logIns(admin) - before).isEqualTo(1);
  }

  @Test
  void aSuperuserForAnotherServerIsRefusedBeforeItLogsIn() throws StepFailed {
    secrets.store(
        ADMIN_ARN, "admin-1", json(admin, adminPassword, "").replace("127.0.0.1", "localhost"));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, MISCONFIGURED, "other than current host 127.0.0.1");
  }

  @Test
  void aSuperuserSecretThatNamesThisOneIsACircle() throws StepFailed {
    secrets.store(
        ADMIN_ARN, "admin-1", json(admin, adminPassword, ",\"masterarn\":\"" + secret.arn + "\""));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, MISCONFIGURED, "goes in a circle");
  }

  @Test
  void aSecretThatNamesItselfAsSuperuserIsRefusedAtOnce() {
    secrets.store(secret.arn, "v1", json(user, password, ",\"masterarn\":\"" + secret.arn + "\""));
    secret.begin();
    secret.refuses(CREATE_SECRET, MISCONFIGURED, "names the secret itself");
  }

  @Test
  void aSuperuserOtherThanThePinnedOneIsRefusedAtOnce() {
    secret.superuserArn = Optional.of(ADMIN_ARN + "x");
    secret.begin();
    secret.refuses(CREATE_SECRET, MISCONFIGURED, "is not the one that RotateSecret checked");
  }

  @Test
  void theSuperuserMayBeNamedAsRotateSecretTakesIt() throws StepFailed {
    String partial = ADMIN_ARN.substring(0, ADMIN_ARN.length() - 7);
    String name = partial.substring(partial.lastIndexOf(':') + 1);
    for (String named : List.of(partial, name)) {
      secrets.store(
          secret.arn,
          named,
          json(secret.user("AWSCURRENT"), secret.password("AWSCURRENT"), "")
              .replace("}", ",\"masterarn\":\"" + named + "\"}"));
      secret.begin();
      secret.run(CREATE_SECRET);
      secret.run(SET_SECRET);
    }
  }

  @Test
  void aWorkerThatWasReplacedChangesNothingLater() throws StepFailed {
    RotatedSecret stalled =
        secret(
            user,
            password,
            MULTI,
            login -> {
              if (login.user().equals(admin)) {
                // It stalled before this connection; meanwhile its rotation was abandoned.
                secrets.unlabel(secret.arn, "AWSPENDING");
              }
              return dialer().dial(login);
            });
    secrets.store(stalled.arn, "version-0", withAdmin(user, password, ""));
    stalled.superuserArn = Optional.of(ADMIN_ARN);
    stalled.begin();
    stalled.run(CREATE_SECRET);
    stalled.refuses(SET_SECRET, BUSY, "is no longer under way");
    assertThat(POSTGRES.query("SELECT 1 FROM pg_roles WHERE rolname = '%s'".formatted(alternate)))
        .isEmpty();
  }

  @Test
  void aSecretWithoutASuperuserIsRefusedAtOnce() {
    secrets.store(secret.arn, "v1", json(user, password, ""));
    secret.begin();
    secret.refuses(CREATE_SECRET, MISCONFIGURED, "masterarn key is missing from secret JSON");
  }

  @Test
  void aBaseThatIsGoneIsNotMadeAgain() throws StepFailed {
    secret.rotate();
    POSTGRES.execute(
        "ALTER ROLE \"%s\" RENAME TO \"%s\"".formatted(user, POSTGRES.newName("renamed")));
    POSTGRES.execute("ALTER ROLE \"%s\" RESET role".formatted(alternate));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, MISCONFIGURED, "User " + user + " does not exist");
  }

  @Test
  void aPendingVersionOfAThirdUserIsRefused() {
    secret.begin();
    secrets.overwrite(secret.arn, secret.token, withAdmin("postgres", POSTGRES.newPassword(), ""));
    secret.refuses(
        SET_SECRET,
        MISCONFIGURED,
        "Attempting to modify user postgres other than valid user " + alternate);
  }

  /// After a backup of the time when only the base had its present password.
  @Test
  void restoringTheCloneTakesTheBasesPasswordAsProofAndTheSuperuser() throws StepFailed {
    secret.rotate();
    String clones = secret.password("AWSCURRENT");
    String current = secret.secrets.holder(secret.arn, "AWSCURRENT").orElseThrow();
    POSTGRES.changePassword(alternate);

    secret.restoring(current, 1, "version-0");
    secret.run(SETTLE_SECRET);

    assertThat(POSTGRES.logIn(alternate, clones)).isTrue();
    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  @Test
  void restoringTheBaseTakesTheClonesPasswordAsProof() throws StepFailed {
    secret.rotate();
    POSTGRES.changePassword(user);

    secret.restoring("version-0", 1, secret.token);
    secret.run(SETTLE_SECRET);

    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  /// Whoever may write the secret must not get the superuser to set anybody's password.
  @Test
  void withoutAProofTheSuperuserSetsNobodysPassword() throws StepFailed {
    String victim = POSTGRES.newName("victim");
    String victims = POSTGRES.createUser(victim, "");
    secrets.store(secret.arn, "evil", withAdmin(victim, POSTGRES.newPassword(), ""));
    long before = POSTGRES.logIns(admin);

    secret.restoring("evil", 1, "version-0");
    secret.refuses(SETTLE_SECRET, REFUSED, "no other version is for the same user");

    assertThat(POSTGRES.logIn(victim, victims)).isTrue();
    assertThat(POSTGRES.logIns(admin)).isEqualTo(before);
  }
}
