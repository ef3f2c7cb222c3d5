package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.lambda.FunctionSettings.Logging;
import dev.keyturn.lambda.FunctionsFixture.Changing;
import dev.keyturn.lambda.FunctionsFixture.Making;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is taken because tools always send it, and what is refused because it would do nothing.
class FunctionSettingsTest {
  private final FunctionsFixture fixture = new FunctionsFixture();
  private final Making making = new Making();
  private final Changing changing = new Changing();

  private void assertRefused(String text) {
    assertThatThrownBy(() -> fixture.create(making))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageContaining(text);
    assertThat(fixture.stored()).isEmpty();
    assertThat(fixture.repository.functions(FunctionsFixture.HOME)).isEmpty();
  }

  @Test
  void architectureAndTracingAreKeptAndShown() {
    making.architectures = Optional.of(List.of("arm64"));
    making.tracing = Optional.of("Active");
    ShownFunction made = fixture.create(making);
    assertThat(made.architectures()).containsExactly("arm64");
    assertThat(made.tracingConfig().mode()).isEqualTo("Active");
    changing.timeout = Optional.of(9);
    assertThat(fixture.change(changing).architectures()).containsExactly("arm64");
    assertThat(fixture.updateCode(FunctionsFixture.OTHER, false, Optional.empty()).architectures())
        .containsExactly("arm64");
  }

  @Test
  void thereIsOneArchitecture() {
    making.architectures = Optional.of(List.of("arm64", "x86_64"));
    assertRefused("Exactly one architecture");
  }

  @Test
  void snapshotsAreRefusedUnlessThereAreToBeNone() {
    making.snapStart = Optional.of("PublishedVersions");
    assertRefused("without snapshots");
    making.snapStart = Optional.of("None");
    assertThat(fixture.create(making).snapStart().optimizationStatus()).isEqualTo("Off");
  }

  private static Optional<Logging> logging(String format, String group) {
    return Optional.of(
        new Logging(
            Optional.of(format).filter(it -> !it.isEmpty()),
            Optional.of(group).filter(it -> !it.isEmpty())));
  }

  @Test
  void logsAreTextInTheUsualGroup() {
    for (Optional<Logging> each : List.of(logging("JSON", ""), logging("", "/mine"))) {
      making.logging = each;
      assertRefused("to the log group /aws/lambda/rotator only");
    }
    making.logging = logging("Text", "/aws/lambda/rotator");
    assertThat(fixture.create(making).loggingConfig().logFormat()).isEqualTo("Text");
  }

  @Test
  void tagsAreCheckedBeforeAnythingIsMade() {
    making.tags = Map.of("aws:team", "billing");
    assertRefused("aws:");
    making.tags = Map.of("a".repeat(129), "billing");
    assertRefused("128");
  }

  @Test
  void badCodeIsRefusedBeforeAnythingIsMade() {
    making.zip = "no zip".getBytes(StandardCharsets.UTF_8);
    assertRefused(
        "Could not unzip uploaded file. Please check your file, then try to upload again.");
    making.zip = FunctionsFixture.ZIP;
    fixture.create(making);
    assertThatThrownBy(() -> fixture.updateCode(new byte[10], false, Optional.empty()))
        .isInstanceOf(InvalidParameterValue.class);
    assertThatThrownBy(() -> fixture.publishLayer("layer", new byte[10]))
        .isInstanceOf(InvalidParameterValue.class);
  }

  @Test
  void badVariablesAreRefusedBeforeAnythingIsMade() {
    making.variables = Map.of("AWS_REGION", "eu-west-1");
    assertRefused("Reserved keys used in this request: AWS_REGION");
    making.variables = Map.of(EgressList.VARIABLE, "nowhere");
    assertRefused("The entry 'nowhere' of the environment variable KEYTURN_EGRESS is not valid");
    fixture.machine.hindrance = "bubblewrap is not installed";
    making.variables = Map.of(EgressList.VARIABLE, "");
    assertRefused("bubblewrap is not installed");
  }

  @Test
  void variablesThatWouldNotReachTheProcessAreRefused() {
    making.variables = Map.of("KEYTURN_USER_HOST", "%");
    assertRefused("KEYTURN_USER_HOST cannot be set");
  }

  @Test
  void anotherRuntimeHasToBeThereToo() {
    fixture.create(making);
    changing.runtime = Optional.of("nodejs22.x");
    assertThatThrownBy(() -> fixture.change(changing))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageContaining("Install Node.js");
    changing.runtime = Optional.of("python3.13");
    ShownFunction changed = fixture.change(changing);
    assertThat(changed.runtime()).isEqualTo("python3.13");
    assertThat(changed.stateReason()).contains("Runs on Python 3.11.7 (asked for: python3.13)");
  }

  @Test
  void layersGrowOnlyAsFarAsTheyMay() {
    fixture.create(making);
    changing.layers = Optional.of(List.of("arn:aws:lambda:eu-west-1:111122223333:layer:absent:1"));
    assertThatThrownBy(() -> fixture.change(changing)).isInstanceOf(InvalidParameterValue.class);
    changing.layers =
        Optional.of(
            List.of(fixture.publishLayer("drivers", FunctionsFixture.OTHER).layerVersionArn()));
    assertThat(fixture.change(changing).layers().orElseThrow().getFirst().codeSize())
        .isEqualTo(FunctionsFixture.OTHER.length);
    changing.layers = Optional.empty();
    assertThat(fixture.change(changing).layers().orElseThrow()).hasSize(1);
  }

  @Test
  void aLayersNameHasNoVersionAndNoOtherService() {
    for (String name :
        List.of(
            "arn:aws:lambda:eu-west-1:111122223333:layer:drivers:1",
            "arn:aws:s3:eu-west-1:111122223333:layer:drivers",
            "arn:aws:lambda:eu-west-1:111122223333:function:drivers",
            "a/b")) {
      assertThatThrownBy(() -> fixture.publishLayer(name, FunctionsFixture.ZIP))
          .isInstanceOf(InvalidParameterValue.class);
    }
  }
}
