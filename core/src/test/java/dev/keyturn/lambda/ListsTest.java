package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.lambda.FunctionsFixture.Making;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.PreconditionFailed;
import dev.keyturn.operation.Refusal.ResourceConflict;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Lists of functions and versions, and the aliases of them.
class ListsTest {
  private final FunctionsFixture fixture = new FunctionsFixture();

  private ListFunctions.Output list(boolean all, Optional<String> marker, int most) {
    return fixture.send(
        new ListFunctions.Input(Optional.of("ALL").filter(_ -> all), marker, Optional.of(most)),
        ListFunctions.Output.class);
  }

  private List<String> pages(boolean all, int most) {
    List<String> names = new ArrayList<>();
    Optional<String> marker = Optional.empty();
    do {
      ListFunctions.Output page = list(all, marker, most);
      assertThat(page.functions()).hasSizeBetween(1, most);
      page.functions().forEach(it -> names.add(it.functionName() + ":" + it.version()));
      marker = page.nextMarker();
    } while (marker.isPresent());
    return names;
  }

  private void three() {
    Making making = new Making();
    making.publish = true;
    for (String name : List.of("c", "a", "b")) {
      making.name = name;
      fixture.create(making);
    }
  }

  @Test
  void functionsAreListedByNameInPages() {
    assertThat(list(false, Optional.empty(), 50).functions()).isEmpty();
    three();
    for (int most = 1; most <= 4; most++) {
      assertThat(pages(false, most)).containsExactly("a:$LATEST", "b:$LATEST", "c:$LATEST");
      assertThat(pages(true, most))
          .containsExactly("a:$LATEST", "a:1", "b:$LATEST", "b:1", "c:$LATEST", "c:1");
    }
  }

  @Test
  void aListShowsNoVariables() {
    Making making = new Making();
    making.variables = Map.of("A", "1");
    fixture.create(making);
    ShownFunction listed = list(false, Optional.empty(), 1).functions().getFirst();
    assertThat(listed.environment()).isEmpty();
    assertThat(listed.state()).isEmpty();
    assertThat(listed.functionArn()).endsWith(":function:rotator");
    assertThat(list(true, Optional.empty(), 1).functions().getFirst().functionArn())
        .endsWith(":function:rotator:$LATEST");
  }

  @Test
  void aMarkerOfAnotherListingIsRefused() {
    three();
    Optional<String> marker = list(false, Optional.empty(), 1).nextMarker();
    assertThatThrownBy(() -> list(true, marker, 1)).isInstanceOf(InvalidParameterValue.class);
    assertThatThrownBy(() -> list(false, Optional.of("made up"), 1))
        .isInstanceOf(InvalidParameterValue.class);
  }

  @Test
  void theVersionsOfAFunctionAreListedFromTheFirst() {
    fixture.create("rotator");
    for (byte[] zip : List.of(FunctionsFixture.OTHER, FunctionsFixture.ZIP)) {
      fixture.publish();
      fixture.updateCode(zip, false, Optional.empty());
    }
    List<String> versions = new ArrayList<>();
    Optional<String> marker = Optional.empty();
    do {
      ListFunctions.VersionsOutput page =
          fixture.send(
              new ListFunctions.VersionsInput("rotator", marker, Optional.of(2)),
              ListFunctions.VersionsOutput.class);
      page.versions().forEach(it -> versions.add(it.functionArn()));
      marker = page.nextMarker();
    } while (marker.isPresent());
    assertThat(versions)
        .extracting(it -> it.substring(it.lastIndexOf(':') + 1))
        .containsExactly("$LATEST", "1", "2");
  }

  private ShownAlias alias(String name, String version) {
    return fixture.send(
        new AliasOperations.CreateAlias(
            "rotator", name, version, Optional.of("an alias"), Optional.empty()),
        ShownAlias.class);
  }

  private ShownAlias move(String name, String version, Optional<String> revision) {
    return move(name, version, revision, Optional.empty());
  }

  private ShownAlias move(
      String name,
      String version,
      Optional<String> revision,
      Optional<ShownAlias.Routing> routing) {
    return fixture.send(
        new AliasOperations.UpdateAlias(
            "rotator", name, Optional.of(version), Optional.empty(), routing, revision),
        ShownAlias.class);
  }

  @Test
  void anAliasLeadsToItsVersion() {
    fixture.create("rotator");
    fixture.publish();
    ShownAlias live = alias("live", "1");
    assertThat(live.aliasArn())
        .isEqualTo("arn:aws:lambda:eu-west-1:111122223333:function:rotator:live");
    ShownFunction shown = fixture.get("rotator:live").configuration();
    assertThat(shown.version()).isEqualTo("1");
    assertThat(shown.functionArn()).isEqualTo(live.aliasArn());
    ShownAlias moved = move("live", "$LATEST", Optional.of(live.revisionId()));
    assertThat(moved.description()).isEqualTo("an alias");
    assertThat(fixture.get("rotator:live").configuration().version()).isEqualTo("$LATEST");
    assertThatThrownBy(() -> move("live", "1", Optional.of(live.revisionId())))
        .isInstanceOf(PreconditionFailed.class);
  }

  @Test
  void anAliasNeedsAFunctionAVersionAndAFreeName() {
    assertThatThrownBy(() -> alias("live", "1")).isInstanceOf(ResourceNotFound.class);
    fixture.create("rotator");
    assertThatThrownBy(() -> alias("live", "1"))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage("Function not found: arn:aws:lambda:eu-west-1:111122223333:function:rotator:1");
    alias("live", "$LATEST");
    assertThatThrownBy(() -> alias("live", "$LATEST"))
        .isInstanceOf(ResourceConflict.class)
        .hasMessage(
            "Alias already exists: arn:aws:lambda:eu-west-1:111122223333:function:rotator:live");
    assertThatThrownBy(() -> alias("second", "live")).isInstanceOf(ResourceNotFound.class);
    assertThatThrownBy(
            () -> fixture.send(new AliasOperations.GetAlias("rotator", "absent"), ShownAlias.class))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage(
            "Cannot find alias arn: arn:aws:lambda:eu-west-1:111122223333:function:rotator:absent");
  }

  /// Tools send the structure where there is nothing in it.
  @Test
  void anAliasLeadsToOneVersion() {
    fixture.create("rotator");
    alias("live", "$LATEST");
    for (Optional<Map<String, Double>> none :
        List.of(Optional.<Map<String, Double>>empty(), Optional.of(Map.<String, Double>of()))) {
      move("live", "$LATEST", Optional.empty(), Optional.of(new ShownAlias.Routing(none)));
    }
    ShownAlias.Routing half = new ShownAlias.Routing(Optional.of(Map.of("1", 0.5)));
    assertThatThrownBy(() -> move("live", "$LATEST", Optional.empty(), Optional.of(half)))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage("Keyturn's aliases lead to one version: weights are not supported.");
  }

  @Test
  void aliasesAreListedByNameAndByVersion() {
    fixture.create("rotator");
    fixture.publish();
    alias("b", "1");
    alias("a", "$LATEST");
    alias("c", "1");
    assertThat(aliases(Optional.empty(), Optional.empty())).containsExactly("a", "b");
    assertThat(aliases(Optional.of("1"), Optional.empty())).containsExactly("b", "c");
    fixture.send(new AliasOperations.DeleteAlias("rotator", "b"), Nothing.class);
    fixture.send(new AliasOperations.DeleteAlias("rotator", "b"), Nothing.class);
    assertThat(aliases(Optional.of("1"), Optional.empty())).containsExactly("c");
  }

  private List<String> aliases(Optional<String> version, Optional<String> marker) {
    return fixture
        .send(
            new ListAliases.Input("rotator", version, marker, Optional.of(2)),
            ListAliases.Output.class)
        .aliases()
        .stream()
        .map(ShownAlias::name)
        .toList();
  }
}
