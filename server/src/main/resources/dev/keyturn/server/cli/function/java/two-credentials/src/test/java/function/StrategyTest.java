package function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One owner with two keys. */
class StrategyTest {
  private final House house = new House();
  private int waits;

  @BeforeEach
  void waitForNothing() {
    Strategy.waiting = () -> waits++;
  }

  private void refuses(String text, Runnable call) {
    RuntimeException refused = assertThrows(RuntimeException.class, call::run);
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
  }

  private void createSecret() {
    house.begin("v1");
    house.step("createSecret", "v1");
  }

  @Test
  void leavesTheFormerKeyUntilTheNextRotation() {
    var before = house.labelled("AWSCURRENT");
    house.rotate("v1");
    assertTrue(house.target.takes(before));
    house.rotate("v2");
    assertFalse(house.target.takes(before));
    assertEquals(2, house.target.keys.size());
  }

  @Test
  void makesOneKeyHoweverOftenItIsCalled() {
    createSecret();
    house.step("createSecret", "v1");
    assertEquals(1, house.target.made);
  }

  @Test
  void deletesAKeyThatCouldNotBeStored() {
    house.secrets.failure = () -> new IllegalStateException("the store is full");
    refuses("the store is full", this::createSecret);
    assertEquals(Set.of("k0"), house.target.keys.keySet());
  }

  @Test
  void keepsAKeyThatWasStoredWhenOnlyTheAnswerWasLost() {
    house.secrets.failure = () -> new IllegalStateException("connection lost");
    house.secrets.storesBeforeItFails = true;
    refuses("connection lost", this::createSecret);
    house.walk("v1");
    assertTrue(house.currentOpens());
    assertEquals(1, house.target.made);
  }

  @Test
  void makesNoneWhenTheCurrentKeyIsRefused() {
    house.target.keys.put("k0", "changed by hand");
    refuses("no key is made", () -> house.rotate("v1"));
    assertEquals(0, house.target.made);
  }

  @Test
  void deletesNothingOfAnOwnerWhoHasNotTheCurrentKey() {
    house.target.foreign = true;
    refuses("no key is deleted or made", () -> house.rotate("v1"));
    assertEquals(Set.of("k0"), house.target.keys.keySet());
  }

  @Test
  void refusesAnotherOwner() {
    createSecret();
    house.change("AWSPENDING", "username", "other");
    refuses("differ in username", () -> house.step("setSecret", "v1"));
  }

  @Test
  void waitsForAKeyThatTheTargetDoesNotKnowEverywhereYet() {
    house.target.slow = 2;
    house.rotate("v1");
    assertEquals(2, waits);
  }
}
