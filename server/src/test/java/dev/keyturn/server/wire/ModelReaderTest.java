package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.server.wire.Shape.Bounds;
import dev.keyturn.server.wire.Shape.Member;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ModelReaderTest {

  @Test
  void readsConstraints() {
    Shape.Structure input =
        input(
            """
            "I": {"type": "structure", "required": ["A"],
                  "members": {"A": {"shape": "A"}, "B": {"shape": "B"}, "C": {"shape": "C"}}},
            "A": {"type": "string", "min": 1, "max": 2, "enum": ["x"], "sensitive": true},
            "B": {"type": "integer", "max": 9},
            "C": {"type": "long"}
            """);

    assertThat(input.members()).extracting(Member::required).containsExactly(true, false, false);
    assertThat(shape(input, 0)).isInstanceOf(Shape.Text.class);
    assertThat(shape(input, 1)).isEqualTo(new Shape.Whole(new Bounds(Long.MIN_VALUE, 9), false));
    assertThat(shape(input, 2)).isEqualTo(new Shape.Whole(Bounds.NONE, true));
  }

  @Test
  void readsWhatTheQueryProtocolCallsThePartsOfListsAndMaps() {
    Shape.Structure input =
        input(
            """
            "I": {"type": "structure",
                  "members": {"A": {"shape": "L"}, "B": {"shape": "F"}, "C": {"shape": "M"}}},
            "T": {"type": "string"},
            "L": {"type": "list", "member": {"shape": "T"}},
            "F": {"type": "list", "flattened": true, "member": {"shape": "T", "locationName": "E"}},
            "M": {"type": "map", "key": {"shape": "T"},
                  "value": {"shape": "T", "locationName": "V"}}
            """);

    Shape.Sequence plain = (Shape.Sequence) shape(input, 0);
    Shape.Sequence flat = (Shape.Sequence) shape(input, 1);
    assertThat(plain.elementName()).isEqualTo("member");
    assertThat(plain.flattened()).isFalse();
    assertThat(flat.elementName()).isEqualTo("E");
    assertThat(flat.flattened()).isTrue();
    assertThat(((Shape.Dictionary) shape(input, 2)).names())
        .isEqualTo(new Shape.EntryNames("key", "V", false));
  }

  @Test
  void readsAStructureThatContainsItself() {
    Shape.Structure input =
        input(
            """
            "I": {"type": "structure", "members": {"Inner": {"shape": "I"}, "All": {"shape": "L"}}},
            "L": {"type": "list", "member": {"shape": "I"}}
            """);

    assertThat(shape(input, 0)).isSameAs(input);
    assertThat(((Shape.Sequence) shape(input, 1)).element()).isSameAs(input);
  }

  @Test
  void saysWhichShapeItDoesNotUnderstand() {
    assertThatThrownBy(() ->
            input(
                """
                "I": {"type": "structure", "members": {"A": {"shape": "Odd"}}},
                "Odd": {"type": "quaternion"}
                """))
        .hasMessage("Shape Odd has a type unknown here: quaternion");
    assertThatThrownBy(() ->
            input("\"I\": {\"type\": \"structure\", \"members\": {\"A\": {\"shape\": \"X\"}}}"))
        .hasMessage("Shape X has a type unknown here: missing");
  }

  private static Shape shape(Shape.Structure structure, int member) {
    return structure.members().get(member).shape();
  }

  private static Shape.Structure input(String shapes) {
    return new ModelReader(
            JsonMapper.shared()
                .readTree(
                    "{\"operations\":{\"O\":{\"input\":{\"shape\":\"I\"}}},\"shapes\":{%s}}"
                        .formatted(shapes)))
        .read()
        .operation("O")
        .orElseThrow()
        .input();
  }
}
