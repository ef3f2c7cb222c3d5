package dev.keyturn.server.wire;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.wire.Shape.Member;
import dev.keyturn.server.wire.Shape.Structure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of a request along its model. What the model marks sensitive becomes a
/// [SecretValue] at once. Pure.
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
      case Shape.Text text -> text(text, scalar(given));
      case Shape.Blob blob -> blob(blob, scalar(given));
      case Shape.Whole whole -> whole(whole, scalar(given));
      case Shape.Flag _ -> flag(scalar(given));
      case Shape.Timestamp _ -> timestamp(scalar(given));
      case Structure structure -> decode(demandParts(given), structure);
      case Shape.Sequence list -> list(list, demandParts(given));
      case Shape.Dictionary map -> map(map, demandParts(given));
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

  private static Object text(Shape.Text shape, String text) {
    return shape.sensitive() ? SecretValue.ofString(text) : text;
  }

  private static Object blob(Shape.Blob shape, String text) throws Rejection {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return shape.sensitive() ? SecretValue.ofBinary(bytes) : bytes;
    } catch (IllegalArgumentException notBase64) {
      throw Rejection.serialization("A Blob must be valid base64.");
    }
  }

  private static Long whole(Shape.Whole shape, String text) throws Rejection {
    try {
      return shape.wide() ? Long.valueOf(text) : Long.valueOf(Integer.parseInt(text));
    } catch (NumberFormatException noNumber) {
      throw cannotConvert(shape.wide() ? "a Long" : "an Integer");
    }
  }

  private static Boolean flag(String text) throws Rejection {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw cannotConvert("a Boolean");
    };
  }

  private static Instant timestamp(String text) throws Rejection {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException noTime) {
      throw cannotConvert("a Timestamp");
    }
  }

  private static Rejection cannotConvert(String type) {
    return Rejection.serialization("STRING_VALUE can not be converted to " + type);
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
