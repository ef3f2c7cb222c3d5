package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BindingTest {
  private static final Shape.Structure ECHO =
      ServiceModel.of("testing").operation("Echo").orElseThrow().input();

  private record Hidden(String name) {}

  public record Strict(String name) {
    public Strict {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("A name has letters");
      }
    }
  }

  @Test
  void bindsEveryMember() {
    Testing.EchoInput input =
        bind(
            """
            {"Name": "db", "ARN": "arn:x", "Password": "s3cret", "Count": 7, "Size": 30, "On": true,
             "At": 0.001, "Tags": [{"Key": "a"}], "Labels": ["x"], "Scores": {"p": 1},
             "Order": "asc"}
            """);

    assertThat(input.name()).isEqualTo("db");
    assertThat(input.arn()).contains("arn:x");
    assertThat(input.password()).contains(SecretValue.ofString("s3cret"));
    assertThat(input.count()).contains(7);
    assertThat(input.size()).contains(30);
    assertThat(input.on()).contains(true);
    assertThat(input.at()).contains(Instant.ofEpochMilli(1));
    assertThat(input.tags()).containsExactly(new Testing.Tag("a", Optional.empty()));
    assertThat(input.labels()).contains(List.of("x"));
    assertThat(input.scores()).isEqualTo(Map.of("p", 1L));
    assertThat(input.order()).contains("asc");
  }

  @Test
  void bindsWhatIsAbsentAsEmpty() {
    Testing.EchoInput input = bind("{\"Name\":\"db\"}");

    assertThat(input.arn()).isEmpty();
    assertThat(input.data()).isEmpty();
    assertThat(input.count()).isEmpty();
    assertThat(input.tags()).isEmpty();
    assertThat(input.labels()).isEmpty();
    assertThat(input.scores()).isEmpty();
  }

  @Test
  void tellsAnEmptyListFromNone() {
    assertThat(bind("{\"Name\":\"db\",\"Labels\":[]}").labels()).contains(List.of());
  }

  @Test
  void clampsNumbersThatDoNotFit() {
    assertThat(bind("{\"Name\":\"a\",\"Size\":-9223372036854775808}").size())
        .contains(Integer.MIN_VALUE);
  }

  @Test
  void comesBackAsItWas() {
    Testing.EchoInput input =
        bind("{\"Name\":\"db\",\"Tags\":[{\"Key\":\"a\",\"Value\":\"b\"}],\"Scores\":{\"p\":1}}");
    Binding binding = Binding.between(ECHO, Testing.EchoInput.class);

    assertThat(binding.toRecord(binding.toStructure(input))).isEqualTo(input);
  }

  @Test
  void passesOnWhatARecordRefuses() {
    Binding binding = Binding.between(ECHO, Strict.class);
    StructureValue value = decode("{\"Name\":\"\"}");

    assertThatThrownBy(() -> binding.toRecord(value)).hasMessage("A name has letters");
  }

  @Test
  void refusesRecordsThatItCannotReach() {
    assertThatThrownBy(() -> Binding.between(ECHO, Hidden.class))
        .hasMessageContaining("Records on the wire must be public");
  }

  @Test
  void aTreeDoesNotPrintItsValues() {
    assertThat(decode("{\"Name\":\"db\",\"Password\":\"s3cret\"}")).hasToString("EchoRequest");
  }

  private static Testing.EchoInput bind(String body) {
    return (Testing.EchoInput)
        Binding.between(ECHO, Testing.EchoInput.class).toRecord(decode(body));
  }

  private static StructureValue decode(String body) {
    try {
      return JsonDecoder.decode(body.getBytes(StandardCharsets.UTF_8), ECHO);
    } catch (Rejection unexpected) {
      throw new AssertionError(unexpected.error().text(), unexpected);
    }
  }
}
