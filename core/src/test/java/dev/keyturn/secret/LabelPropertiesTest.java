package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random sequences of requests, from seeds, against what must hold after each of them.
class LabelPropertiesTest {
  private static final int STEPS = 150;

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  private final SecretsFixture fixture = new SecretsFixture();
  private final Map<String, String> values = new HashMap<>();
  private final List<String> ids = new ArrayList<>();
  private Optional<String> current = Optional.empty();
  private Optional<String> previous = Optional.empty();

  @ParameterizedTest
  @MethodSource("seeds")
  void whatHoldsAlwaysHoldsAfterEveryRequest(int seed) {
    Random random = new Random(seed);
    fixture.createEmpty("app");
    for (int step = 0; step < STEPS; step++) {
      fixture.clock.advance(Duration.ofMinutes(random.nextInt(60)));
      request(random);
      check();
    }
    assertThat(values).hasSizeGreaterThan(10);
  }

  private void request(Random random) {
    try {
      switch (random.nextInt(6)) {
        case 0, 1 -> put(random, token());
        case 2 -> put(random, any(random));
        case 3 -> update(random);
        default -> move(random);
      }
    } catch (Refusal _) {
      // A refusal must leave everything as it was, which the check sees.
    }
  }

  private String any(Random random) {
    return ids.isEmpty() ? token() : ids.get(random.nextInt(ids.size()));
  }

  private static String label(Random random) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> Labels.CURRENT;
      case 2 -> Labels.PENDING;
      default -> "label" + random.nextInt(25);
    };
  }

  private void put(Random random, String token) {
    String value = "value" + random.nextInt(1000);
    String[] labels =
        Stream.generate(() -> label(random))
            .limit(random.nextInt(4))
            .distinct()
            .toArray(String[]::new);
    fixture.put("app", value, token, labels);
    added(token, value);
  }

  private void update(Random random) {
    String token = token();
    String value = "value" + random.nextInt(1000);
    fixture.send(
        new UpdateSecret.Input(
            "app",
            Optional.of(token),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(SecretValue.ofString(value)),
            Optional.empty()),
        UpdateSecret.Output.class);
    added(token, value);
  }

  private void added(String token, String value) {
    if (values.putIfAbsent(token, value) == null) {
      ids.add(token);
    }
  }

  private void move(Random random) {
    String label = label(random);
    Optional<String> carrier = carrier(label).filter(_ -> random.nextInt(4) > 0);
    Optional<String> to = Optional.of(any(random)).filter(_ -> random.nextInt(4) > 0);
    fixture.send(
        new UpdateSecretVersionStage.Input("app", label, carrier, to),
        UpdateSecretVersionStage.Output.class);
  }

  private Map<String, List<String>> stages() {
    return fixture.describe("app").versionIdsToStages().orElse(Map.of());
  }

  private Optional<String> carrier(String label) {
    return stages().entrySet().stream()
        .filter(entry -> entry.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private void check() {
    List<String> labels = stages().values().stream().flatMap(List::stream).toList();
    Set<String> distinct = new HashSet<>(labels);
    assertThat(labels).as("a label is on one version only").hasSameSizeAs(distinct);
    assertThat(labels).as("there are at most 20 labels").hasSizeLessThanOrEqualTo(20);
    Optional<String> now = carrier(Labels.CURRENT);
    assertThat(now.isPresent()).as("what has a value has a current one").isEqualTo(!ids.isEmpty());
    if (!now.equals(current)) {
      previous = current;
      current = now;
    }
    assertThat(carrier(Labels.PREVIOUS)).as("previous is the last current").isEqualTo(previous);
    now.ifPresent(id -> assertThat(fixture.read("app")).isEqualTo(values.get(id)));
  }
}
