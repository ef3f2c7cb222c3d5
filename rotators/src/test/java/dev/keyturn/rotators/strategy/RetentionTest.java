package dev.keyturn.rotators.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Retention<String> ROTATING =
      new Retention<>(Set.of("current", "pending"), Set.of(), Set.of("previous"), false);

  @Test
  void aUserEndsWithTheCurrentAndThePendingCredential() {
    Set<String> held = Set.of("current", "previous");
    assertThat(ROTATING.added(held)).containsExactly("pending");
    assertThat(ROTATING.removed(held)).containsExactly("previous");
    assertThat(ROTATING.unknown(held)).isEmpty();
  }

  @Test
  void whatIsDoneIsNotDoneAgain() {
    Set<String> held = Set.of("current", "pending");
    assertThat(ROTATING.added(held)).isEmpty();
    assertThat(ROTATING.removed(held)).isEmpty();
  }

  @Test
  void whatNobodyKnowsStays() {
    Set<String> held = Set.of("current", "previous", "foreign");
    assertThat(ROTATING.removed(held)).containsExactly("previous");
    assertThat(ROTATING.unknown(held)).containsExactly("foreign");
  }

  @Test
  void whatNobodyKnowsGoesWhereThatIsAskedFor() {
    Retention<String> exact = new Retention<>(ROTATING.wanted(), Set.of(), Set.of(), true);
    Set<String> held = Set.of("current", "previous", "foreign");
    assertThat(exact.removed(held)).containsExactlyInAnyOrder("previous", "foreign");
    assertThat(exact.unknown(held)).isEmpty();
  }

  @Test
  void whatIsWantedOrSparedNeverGoes() {
    Retention<String> settling =
        new Retention<>(Set.of("a"), Set.of("b"), Set.of("a", "b", "c"), true);
    assertThat(settling.removed(Set.of("a", "b", "c"))).containsExactly("c");
    assertThat(settling.unknown(Set.of("a", "b", "c"))).isEmpty();
  }

  @Test
  void whatIsSparedIsNotGivenBack() {
    Retention<String> settling = new Retention<>(Set.of("a"), Set.of("b"), Set.of(), false);
    assertThat(settling.added(Set.of())).containsExactly("a");
  }
}
