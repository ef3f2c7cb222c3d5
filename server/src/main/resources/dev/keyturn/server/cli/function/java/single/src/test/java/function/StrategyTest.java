package function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One user who changes his own password. */
class StrategyTest {
  private final House house = new House();

  @BeforeEach
  void createSecret() {
    house.begin("v1");
    house.step("createSecret", "v1");
  }

  private void refuses(String text, String step) {
    RuntimeException refused = assertThrows(RuntimeException.class, () -> house.step(step, "v1"));
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
  }

  @Test
  void doesNotTryTheNewPasswordBeforeItIsSet() {
    house.step("setSecret", "v1");
    assertEquals(List.of("old", house.labelled("AWSPENDING").get("password").asString()), house.target.logins);
  }

  @Test
  void refusesAnotherUserBeforeItLogsIn() {
    house.change("AWSPENDING", "username", "other");
    refuses("differ in username", "setSecret");
    assertEquals(List.of(), house.target.logins);
  }

  @Test
  void refusesAnotherHostBeforeItLogsIn() {
    house.change("AWSPENDING", "host", "elsewhere.example.org");
    refuses("differ in host", "setSecret");
    assertEquals(List.of(), house.target.logins);
  }

  @Test
  void setsTheOldPasswordAgainWhenTheNewOneIsRefused() {
    house.target.takesButRefuses = house.labelled("AWSPENDING").get("password").asString();
    refuses("the old one is set again", "setSecret");
    assertTrue(house.currentOpens());
    assertEquals(0, house.target.sessions);
  }

  @Test
  void takesThePreviousPasswordWhenTheTargetStillHasIt() {
    house.walk("v1");
    house.target.users.put("app", "old");
    house.rotate("v2");
    assertTrue(house.currentOpens());
  }

  @Test
  void saysSoWhenNoPasswordOpensTheTarget() {
    house.target.users.put("app", "changed by hand");
    refuses("Unable to log into database with previous, current, or pending", "setSecret");
  }

  @Test
  void testsTheNewPassword() {
    refuses("refuses AWSPENDING", "testSecret");
  }
}
