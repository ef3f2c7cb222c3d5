package function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two users who take turns. */
class StrategyTest {
  private final House house = new House();

  private void refuses(String text) {
    RuntimeException refused = assertThrows(RuntimeException.class, () -> house.rotate("v1"));
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
  }

  @Test
  void leavesTheFormerCredentialValid() {
    for (String token : List.of("v1", "v2", "v3")) {
      var before = house.labelled("AWSCURRENT");
      house.rotate(token);
      assertTrue(house.target.takes(before));
    }
    assertEquals(Set.of("app", "app_clone", "admin"), house.target.users.keySet());
  }

  @Test
  void copiesRightsThatTheFirstUserGotMeanwhile() {
    house.rotate("v1");
    house.rotate("v2");
    house.target.rights.get("app").add("write");
    house.rotate("v3");
    assertEquals(Set.of("read", "write"), house.target.rights.get("app_clone"));
  }

  @Test
  void doesNotTouchAUserThatItDidNotMake() {
    house.target.users.put("app_clone", "somebody's");
    refuses("which this secret did not make");
    assertEquals("somebody's", house.target.users.get("app_clone"));
  }

  @Test
  void asksForTheProofThatTheCurrentUserLogsIn() {
    house.target.users.put("app", "changed by hand");
    refuses("using current credentials");
    assertFalse(house.target.logins.contains("admin"));
  }

  @Test
  void refusesAnotherUser() {
    house.begin("v1");
    house.step("createSecret", "v1");
    house.change("AWSPENDING", "username", "admin");
    refuses("names another user");
    assertEquals(List.of(), house.target.logins);
  }

  @Test
  void refusesASuperuserOfAnotherHost() {
    String elsewhere = MemoryTarget.MASTER.replace("db.example.org", "elsewhere.example.org");
    house.secrets.store(MemorySecrets.MASTER_ARN, "m1", "AWSCURRENT", elsewhere);
    refuses("host of the superuser's secret");
  }

  @Test
  void refusesASecretThatIsItsOwnSuperuser() {
    house.change("AWSCURRENT", "masterarn", MemorySecrets.ARN);
    refuses("names the secret itself");
  }

  @Test
  void followsASuperuserWhoseSecretRotates() {
    house.target.users.put("admin", "newer");
    String newer = MemoryTarget.MASTER.replace("root", "newer");
    house.secrets.store(MemorySecrets.MASTER_ARN, "m1", "AWSPENDING", newer);
    house.rotate("v1");
    assertTrue(house.currentOpens());
  }

  @Test
  void asksAboutANameThatEndsLikeASecondUser() {
    house.target.users.put("app_clone", "old");
    house.change("AWSCURRENT", "username", "app_clone");
    refuses("\"base\":\"app\"");
    house.change("AWSCURRENT", "base", "app");
    house.rotate("v1");
    assertEquals("app", house.labelled("AWSCURRENT").get("username").asString());
  }
}
