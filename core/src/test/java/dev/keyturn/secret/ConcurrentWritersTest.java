package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.ResourceExists;
import dev.keyturn.testkit.SecretsFixture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ConcurrentWritersTest {
  private final SecretsFixture fixture = new SecretsFixture();

  /// Runs all at the same moment; a refusal is an answer like any other.
  private static List<Object> together(
      int count, java.util.function.IntFunction<Callable<Object>> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(count);
    List<Object> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.range(0, count)
              .mapToObj(i ->
                  threads.submit(() -> {
                    start.await();
                    try {
                      return work.apply(i).call();
                    } catch (Refusal refusal) {
                      return refusal;
                    }
                  }))
              .toList();
      for (var answer : running) {
        answers.add(answer.get());
      }
    }
    return answers;
  }

  @RepeatedTest(5)
  void theSameRequestTwiceMakesOneVersionAndTwoEqualAnswers() throws Exception {
    fixture.create("app", "one");
    String token = token();
    List<Object> answers = together(8, _ -> () -> fixture.put("app", "two", token));
    assertThat(new HashSet<>(answers)).hasSize(1);
    assertThat(fixture.describe("app").versionIdsToStages().orElseThrow()).hasSize(2);
  }

  @RepeatedTest(5)
  void ofTwoValuesForOneTokenOneWins() throws Exception {
    fixture.create("app", "one");
    String token = token();
    List<Object> answers = together(8, i -> () -> fixture.put("app", "value" + i, token));
    assertThat(answers).filteredOn(ResourceExists.class::isInstance).hasSize(7);
    assertThat(fixture.read("app")).startsWith("value");
  }

  @RepeatedTest(5)
  void ofManyCreationsOfANameOneWins() throws Exception {
    List<Object> answers = together(8, i -> () -> fixture.create("app", "value" + i));
    assertThat(answers).filteredOn(ResourceExists.class::isInstance).hasSize(7);
    assertThat(fixture.store.scan("secret", "", "", 10)).hasSize(1);
  }

  @Test
  void manyWritersOnOneSecretLoseNothing() throws Exception {
    fixture.create("app", "first");
    List<String> tokens = IntStream.range(0, 48).mapToObj(_ -> token()).toList();
    List<Object> answers = together(48, i -> () -> fixture.put("app", "value" + i, tokens.get(i)));
    assertThat(answers).allMatch(PutSecretValue.Output.class::isInstance);
    for (int i = 0; i < 48; i++) {
      assertThat(
              fixture.read("app", java.util.Optional.of(tokens.get(i)), java.util.Optional.empty()))
          .isEqualTo("value" + i);
    }
    Map<String, List<String>> stages = fixture.describe("app").versionIdsToStages().orElseThrow();
    Set<String> labels = stages.values().stream().flatMap(List::stream).collect(Collectors.toSet());
    assertThat(labels).containsExactlyInAnyOrder("AWSCURRENT", "AWSPREVIOUS");
  }

  @RepeatedTest(5)
  void readersAlwaysSeeAWholeValueWhileTheSecretIsWrittenAndPurged() throws Exception {
    fixture.create("app", "value");
    List<Object> answers =
        together(
            16,
            i ->
                switch (i % 8) {
                  case 0 -> () -> fixture.put("app", "value", token());
                  case 1 ->
                      () -> fixture.send(DeleteSecretTest.force("app"), DeleteSecret.Output.class);
                  default -> () -> fixture.read("app");
                });
    assertThat(answers)
        .allMatch(answer -> !(answer instanceof String text) || text.equals("value"));
  }
}
