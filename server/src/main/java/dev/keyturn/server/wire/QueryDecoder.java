package dev.keyturn.server.wire;

import dev.keyturn.server.wire.Shape.Member;
import dev.keyturn.server.wire.Shape.Structure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of a request along its model. Pure.
final class QueryDecoder {
  private QueryDecoder() {}

  static StructureValue decode(Parameters given, Structure shape) throws Rejection {
    StructureValue value = new StructureValue(shape);
    List<Member> members = shape.members();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      Parameters below = given.below(nameOf(member));
      if (!below.isEmpty()) {
        value.set(i, value(member.shape(), below));
      }
    }
    return value;
  }

  /// A flattened list goes by the name of its elements if they have one.
  static String nameOf(Member member) {
    return member.shape() instanceof Shape.Sequence list
            && list.flattened()
            && !list.elementName().equals("member")
        ? list.elementName()
        : member.name();
  }

  private static @Nullable Object value(Shape shape, Parameters given) throws Rejection {
    return switch (shape) {
      case Structure structure -> decode(demandParts(given), structure);
      case Shape.Sequence list -> list(list, demandParts(given));
      case Shape.Dictionary map -> map(map, demandParts(given));
      default -> PlainText.read(shape, scalar(given));
    };
  }

  private static String scalar(Parameters given) throws Rejection {
    if (given.hasBelow()) {
      throw Rejection.serialization("Start of structure or map found where not expected.");
    }
    return given.value().orElse("");
  }

  /// Clients send an empty value for an empty list.
  private static Parameters demandParts(Parameters given) throws Rejection {
    if (!given.value().orElse("").isEmpty()) {
      throw Rejection.serialization("Unexpected complex element termination");
    }
    return given;
  }

  private static List<@Nullable Object> list(Shape.Sequence shape, Parameters given)
      throws Rejection {
    Parameters elements = shape.flattened() ? given : given.below(shape.elementName());
    List<@Nullable Object> values = new ArrayList<>();
    for (Parameters element : elements.numbered().values()) {
      values.add(value(shape.element(), element));
    }
    return values;
  }

  private static Map<String, @Nullable Object> map(Shape.Dictionary shape, Parameters given)
      throws Rejection {
    Parameters entries = shape.names().flattened() ? given : given.below("entry");
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Parameters entry : entries.numbered().values()) {
      String key = scalar(entry.below(shape.names().key()));
      if (values.containsKey(key)) {
        throw Rejection.serialization("A key of a map is given more than once.");
      }
      values.put(key, value(shape.value(), entry.below(shape.names().value())));
    }
    return values;
  }
}
