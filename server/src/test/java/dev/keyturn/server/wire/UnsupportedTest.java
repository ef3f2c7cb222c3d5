package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.server.wire.Shape.Bounds;
import dev.keyturn.server.wire.Shape.EntryNames;
import dev.keyturn.server.wire.Shape.Location;
import dev.keyturn.server.wire.Shape.Member;
import dev.keyturn.server.wire.Shape.Place;
import dev.keyturn.server.wire.Shape.Structure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnsupportedTest {
  private static final Shape.Text TEXT =
      new Shape.Text(Bounds.NONE, Optional.empty(), List.of(), false);

  private final Structure inner = structure("Inner", member("Name", TEXT), member("Key", TEXT));
  private final Structure input =
      structure(
          "Input",
          member("One", inner),
          member("Other", inner),
          member("Many", new Shape.Sequence(inner, Bounds.NONE, "member", false)),
          member(
              "ByName",
              new Shape.Dictionary(
                  TEXT, inner, Bounds.NONE, new EntryNames("key", "value", false))),
          member("Flag", new Shape.Flag()));
  private final Unsupported unsupported =
      Unsupported.of(
          input, Set.of("One.Key", "Many.Key", "ByName.Key", "Flag", "Answers.Key", "Absent"));

  private static Member member(String name, Shape shape) {
    return new Member(name, shape, false, new Location(Place.BODY, name));
  }

  private static Structure structure(String name, Member... members) {
    Structure structure = new Structure(name);
    structure.define(List.of(members));
    return structure;
  }

  private void send(String json) throws Rejection {
    unsupported.refuse("Operate", JsonDecoder.decode(json.getBytes(StandardCharsets.UTF_8), input));
  }

  private void assertRefused(String json, String path) {
    assertThatThrownBy(() -> send(json))
        .isInstanceOf(InvalidParameter.class)
        .hasMessage("This version of Keyturn doesn't support the parameter %s of Operate.", path);
  }

  @Test
  void refusesAtAnyDepth() {
    assertRefused("{\"One\":{\"Key\":\"x\"}}", "One.Key");
    assertRefused("{\"Many\":[{\"Name\":\"x\"},null,{\"Key\":\"x\"}]}", "Many.Key");
    assertRefused("{\"ByName\":{\"a\":{\"Name\":\"x\"},\"b\":{\"Key\":\"x\"}}}", "ByName.Key");
    assertRefused("{\"Flag\":true}", "Flag");
  }

  @Test
  void letsPassWhatIsReadOrNotWished() {
    assertThatCode(
            () -> {
              send("{}");
              send(
                  "{\"Flag\":false,\"One\":{\"Name\":\"x\",\"Key\":null},\"Many\":[],\"ByName\":{}}");
              send("{\"Other\":{\"Key\":\"the same structure elsewhere\"}}");
            })
        .doesNotThrowAnyException();
  }
}
