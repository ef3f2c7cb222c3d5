package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.Deployment;
import dev.keyturn.lambda.FunctionsFixture.Changing;
import dev.keyturn.lambda.FunctionsFixture.Making;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class LayersTest {
  private static final String ARN = "arn:aws:lambda:eu-west-1:111122223333:layer:";

  private final FunctionsFixture fixture = new FunctionsFixture();
  private final Making making = new Making();

  private ShownLayerVersion get(String name, long number) {
    return fixture.send(new LayerOperations.GetLayerVersion(name, number), ShownLayerVersion.class);
  }

  private void delete(String name, long number) {
    Nothing _ = fixture.send(new LayerOperations.DeleteLayerVersion(name, number), Nothing.class);
  }

  @Test
  void versionsAreCountedAndNoNumberIsGivenTwice() {
    ShownLayerVersion one = fixture.publishLayer("drivers", FunctionsFixture.ZIP);
    assertThat(one.layerVersionArn()).isEqualTo(ARN + "drivers:1");
    assertThat(one.layerArn()).isEqualTo(ARN + "drivers");
    assertThat(one.createdDate()).isEqualTo("2026-11-30T02:12:00.000+0000");
    assertThat(one.content().codeSize()).isEqualTo(FunctionsFixture.ZIP.length);
    assertThat(one.licenseInfo()).contains("MIT");
    delete("drivers", 1);
    delete("drivers", 1);
    assertThat(fixture.publishLayer(ARN + "drivers", FunctionsFixture.ZIP).version()).isEqualTo(2);
    assertThatThrownBy(() -> get("drivers", 1))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage("The resource you requested does not exist.");
    ShownLayerVersion two = get("drivers", 2);
    assertThat(two.version()).isEqualTo(2);
    assertThat(
            fixture.send(
                new LayerOperations.GetLayerVersionByArn(two.layerVersionArn()),
                ShownLayerVersion.class))
        .isEqualTo(two);
  }

  @Test
  void aFunctionKeepsTheCodeOfALayerThatIsDeleted() throws IOException {
    making.layers =
        List.of(fixture.publishLayer("drivers", FunctionsFixture.OTHER).layerVersionArn());
    ShownFunction made = fixture.create(making);
    assertThat(made.layers().orElseThrow().getFirst().arn()).isEqualTo(ARN + "drivers:1");
    delete("drivers", 1);
    Function function = fixture.found("rotator").require();
    Deployment deployment =
        fixture.deployments.of(FunctionsFixture.HOME, function, function.latest());
    try (InputStream layer = deployment.layers().getFirst().open()) {
      assertThat(layer.readAllBytes()).isEqualTo(FunctionsFixture.OTHER);
    }
    assertThat(fixture.stored()).hasSize(2);
    Changing changing = new Changing();
    changing.layers = Optional.of(List.of());
    assertThat(fixture.change(changing).layers()).isEmpty();
    assertThat(fixture.stored()).hasSize(1);
  }

  @Test
  void aLayerThatIsNotThereIsRefused() {
    making.layers = List.of(ARN + "absent:1");
    assertThatThrownBy(() -> fixture.create(making))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage("Layer version " + ARN + "absent:1 does not exist.");
    making.layers = List.of("arn:aws:lambda:us-east-1:444455556666:layer:absent:1");
    assertThatThrownBy(() -> fixture.create(making))
        .hasMessageContaining("arn:aws:lambda:us-east-1:444455556666:layer:absent:1");
    making.layers = List.of("drivers");
    assertThatThrownBy(() -> fixture.create(making)).isInstanceOf(InvalidParameterValue.class);
  }

  @Test
  void fiveLayersAreTheMostAndNoneTwice() {
    fixture.publishLayer("drivers", FunctionsFixture.ZIP);
    fixture.publishLayer("drivers", FunctionsFixture.OTHER);
    making.layers = List.of(ARN + "drivers:1", ARN + "drivers:2");
    assertThatThrownBy(() -> fixture.create(making))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageStartingWith("Two different versions of the same layer are not allowed");
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      many.add(fixture.publishLayer("layer" + i, FunctionsFixture.ZIP).layerVersionArn());
    }
    making.layers = many;
    assertThatThrownBy(() -> fixture.create(making))
        .hasMessage("You cannot reference more than 5 layers.");
    making.layers = many.subList(0, 5);
    assertThat(fixture.create(making).layers().orElseThrow()).hasSize(5);
  }

  @Test
  void codeAndLayersCountTogether() throws IOException {
    byte[] half = zeros(130);
    making.layers =
        List.of(
            fixture.publishLayer("one", half).layerVersionArn(),
            fixture.publishLayer("two", half).layerVersionArn());
    assertThatThrownBy(() -> fixture.create(making))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageStartingWith(
            "Function code combined with layers exceeds the maximum allowed size of 262144000"
                + " bytes. The actual size is 2726");
  }

  private static byte[] zeros(int megabytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("zeros"));
      for (int i = 0; i < megabytes; i++) {
        out.write(new byte[1024 * 1024]);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void layersAreListedWithTheirLatestVersion() {
    fixture.publishLayer("b", FunctionsFixture.ZIP);
    fixture.publishLayer("b", FunctionsFixture.OTHER);
    fixture.publishLayer("a", FunctionsFixture.ZIP);
    ListLayers.Output first = list(Optional.empty(), Optional.empty());
    assertThat(first.layers()).extracting(ListLayers.Shown::layerName).containsExactly("a");
    ListLayers.Output second = list(first.nextMarker(), Optional.empty());
    assertThat(second.nextMarker()).isEmpty();
    assertThat(second.layers().getFirst().latestMatchingVersion().version()).isEqualTo(2);
    assertThat(list(Optional.empty(), Optional.of("nodejs20.x")).layers()).isEmpty();
    assertThat(list(Optional.empty(), Optional.of("python3.12")).layers()).hasSize(1);
  }

  private ListLayers.Output list(Optional<String> marker, Optional<String> runtime) {
    return fixture.send(
        new ListLayers.Input(runtime, marker, Optional.of(1), Optional.empty()),
        ListLayers.Output.class);
  }

  @Test
  void theVersionsOfALayerAreListedFromTheLatest() {
    for (int i = 0; i < 3; i++) {
      fixture.publishLayer("drivers", FunctionsFixture.ZIP);
    }
    List<Long> versions = new ArrayList<>();
    Optional<String> marker = Optional.empty();
    do {
      ListLayers.VersionsOutput page =
          fixture.send(
              new ListLayers.VersionsInput(
                  "drivers", Optional.empty(), marker, Optional.of(2), Optional.empty()),
              ListLayers.VersionsOutput.class);
      page.layerVersions().forEach(it -> versions.add(it.version()));
      marker = page.nextMarker();
    } while (marker.isPresent());
    assertThat(versions).containsExactly(3L, 2L, 1L);
  }

  @Test
  void anAccountIsToldHowMuchItHas() {
    fixture.create("rotator");
    fixture.publishLayer("drivers", FunctionsFixture.OTHER);
    GetAccountSettings.Output settings =
        fixture.send(new GetAccountSettings.Input(), GetAccountSettings.Output.class);
    assertThat(settings.accountUsage().functionCount()).isEqualTo(1);
    assertThat(settings.accountUsage().totalCodeSize())
        .isEqualTo(FunctionsFixture.ZIP.length + FunctionsFixture.OTHER.length);
    assertThat(settings.accountLimit().codeSizeZipped()).isEqualTo(52_428_800);
    assertThat(settings.accountLimit().codeSizeUnzipped()).isEqualTo(262_144_000);
    assertThat(settings.accountLimit().concurrentExecutions()).isEqualTo(64);
    assertThat(settings.accountLimit().unreservedConcurrentExecutions()).isEqualTo(64);
  }
}
