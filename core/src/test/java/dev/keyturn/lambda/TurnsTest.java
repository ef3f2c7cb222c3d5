package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.lambda.Turns.Turn;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns turns = new Turns(2);

  private void add(String key, long fence) {
    turns.add(
        new Document(
            new DocumentKey(QueuedEvent.KIND, "1/eu-west-1/" + key),
            fence,
            fence,
            "{}",
            Optional.empty()));
  }

  private void add(String... keys) {
    for (String key : keys) {
      add(key, 1);
    }
  }

  private List<Turn> all() {
    List<Turn> given = new ArrayList<>();
    for (Optional<Turn> next = turns.next(); next.isPresent(); next = turns.next()) {
      given.add(next.get());
    }
    return given;
  }

  private static List<String> names(List<Turn> turns) {
    return turns.stream()
        .map(it -> it.claimed().key().key().substring("1/eu-west-1/".length()))
        .toList();
  }

  @Test
  void functionsTakeTurnsAndHaveSoManyAtWork() {
    add("a/1", "a/2", "a/3", "a/4", "b/1", "b/2", "b/3", "c/1");
    List<Turn> first = all();
    assertThat(names(first)).containsExactly("a/1", "b/1", "c/1", "a/2", "b/2");
    assertThat(turns.size()).isEqualTo(3);
    turns.done(first.get(0));
    assertThat(names(all())).containsExactly("a/3");
    turns.done(first.get(1));
    turns.done(first.get(3));
    assertThat(names(all())).containsExactlyInAnyOrder("b/3", "a/4");
    assertThat(turns.size()).isZero();
  }

  @Test
  void oneThatComesLaterWaitsForNoOther() {
    add("slow/1", "slow/2", "slow/3", "slow/4", "slow/5");
    assertThat(names(all())).containsExactly("slow/1", "slow/2");
    add("quick/1");
    assertThat(names(all())).containsExactly("quick/1");
  }

  @Test
  void aNewClaimTakesThePlaceOfTheOldOne() {
    add("a/1", "a/2");
    add("a/1", 2);
    List<Turn> given = all();
    assertThat(names(given)).containsExactly("a/1", "a/2");
    assertThat(given.getFirst().claimed().fence()).isEqualTo(2);
  }
}
