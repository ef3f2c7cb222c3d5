package function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for every strategy: the walk, repetition after crashes, and wrong calls. */
class RotationTest {
  private House house = new House();

  @Test
  void rotatesAgainAndAgain() {
    for (String token : List.of("v1", "v2", "v3")) {
      var before = house.labelled("AWSCURRENT");
      house.rotate(token);
      assertEquals(token, house.version("AWSCURRENT"));
      assertNotEquals(before, house.labelled("AWSCURRENT"));
      assertTrue(house.currentOpens());
      assertEquals(0, house.target.sessions);
    }
  }

  @Test
  void repeatsAStepWithoutHarm() {
    house.begin("v1");
    for (String step : House.STEPS) {
      house.step(step, "v1");
      house.step(step, "v1");
    }
    assertTrue(house.currentOpens());
  }

  @Test
  void goesOnAfterACrashAtAnyCall() {
    house.rotate("v1");
    house.outside.restart();
    house.rotate("v2");
    int calls = house.outside.calls.size();
    assertTrue(calls > 10);
    for (int call = 1; call <= calls; call++) {
      crash(call, false);
      crash(call, true);
    }
  }

  private static void crash(int call, boolean afterEffect) {
    House broken = new House();
    broken.rotate("v1");
    broken.begin("v2");
    broken.outside.restart();
    broken.outside.dieAt(call, afterEffect);
    assertThrows(Crash.class, () -> broken.walk("v2"));
    broken.outside.restart();
    broken.target.sessions = 0;
    broken.walk("v2");
    String where = "after a crash at call " + call;
    assertEquals("v2", broken.version("AWSCURRENT"), where);
    assertTrue(broken.currentOpens(), where);
    assertEquals(0, broken.target.sessions, where);
    broken.rotate("v3");
    assertTrue(broken.currentOpens(), where);
  }

  private void refuses(String text, String step, String token) {
    RuntimeException refused = assertThrows(RuntimeException.class, () -> house.step(step, token));
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
    assertEquals("v0", house.version("AWSCURRENT"));
  }

  @Test
  void refusesASecretThatDoesNotRotate() {
    house.begin("v1");
    house.secret().enabled = false;
    refuses("is not enabled for rotation", "createSecret", "v1");
  }

  @Test
  void refusesAnUnknownVersion() {
    refuses("has no stage for rotation of secret", "createSecret", "other");
  }

  @Test
  void refusesAVersionThatIsNotPending() {
    house.secrets.store(MemorySecrets.ARN, "v1", "MINE", "{}");
    refuses("not set as AWSPENDING for rotation of secret", "createSecret", "v1");
  }

  @Test
  void refusesAnUnknownStep() {
    house.begin("v1");
    refuses("Invalid step parameter dropSecret for secret", "dropSecret", "v1");
  }

  @Test
  void refusesAStepBeforeCreateSecret() {
    house.begin("v1");
    refuses("has no value labelled AWSPENDING", "setSecret", "v1");
  }

  @Test
  void namesAFieldThatIsMissing() {
    for (String field : house.target.fields()) {
      house = new House();
      house.begin("v1");
      house.change("AWSCURRENT", field, null);
      refuses(field + " key is missing from secret JSON", "createSecret", "v1");
    }
  }

  @Test
  void leavesAloneWhatIsCurrent() {
    house.outside.restart();
    house.step("setSecret", "v0");
    assertEquals(List.of("DescribeSecret"), house.outside.calls);
  }
}
