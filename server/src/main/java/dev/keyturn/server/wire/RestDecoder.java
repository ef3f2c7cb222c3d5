package dev.keyturn.server.wire;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.wire.Shape.Member;
import dev.keyturn.server.wire.Shape.Place;
import dev.keyturn.server.wire.Shape.Structure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers the members of an input from path, query, headers and body. One instance reads one
/// request.
final class RestDecoder {
  private final HttpRequest request;
  private final Map<String, String> places;
  private final QueryString query;

  private RestDecoder(HttpRequest request, Map<String, String> places, QueryString query) {
    this.request = request;
    this.places = places;
    this.query = query;
  }

  /// @param template that matches the path
  static StructureValue decode(HttpRequest request, PathTemplate template, Structure shape)
      throws Rejection {
    return new RestDecoder(
            request,
            template.places(PathTemplate.segments(request.path())),
            QueryString.of(request.query()))
        .input(shape);
  }

  private StructureValue input(Structure shape) throws Rejection {
    List<Member> members = shape.members();
    boolean raw = members.stream().anyMatch(member -> member.isIn(Place.PAYLOAD));
    StructureValue value =
        raw ? new StructureValue(shape) : JsonDecoder.decode(request.body(), shape);
    for (int i = 0; i < members.size(); i++) {
      if (!members.get(i).isIn(Place.BODY)) {
        value.set(i, member(members.get(i)));
      }
    }
    return value;
  }

  private @Nullable Object member(Member member) throws Rejection {
    String name = member.location().name();
    return switch (member.location().place()) {
      case PATH -> PlainText.read(member.shape(), places.getOrDefault(name, ""));
      case QUERY -> values(member.shape(), query.all(name), "parameter");
      case HEADER ->
          values(
              member.shape(),
              request.headers().getOrDefault(name.toLowerCase(Locale.ROOT), List.of()),
              "header");
      case HEADERS -> headers(name.toLowerCase(Locale.ROOT), member.shape());
      case PAYLOAD -> payload(member.shape());
      case STATUS, BODY -> null;
    };
  }

  private static @Nullable Object values(Shape shape, List<String> values, String what)
      throws Rejection {
    if (values.isEmpty()) {
      return null;
    }
    if (shape instanceof Shape.Sequence list) {
      List<Object> elements = new ArrayList<>();
      for (String value : values) {
        elements.add(PlainText.read(list.element(), value));
      }
      return elements;
    }
    if (values.size() > 1) {
      throw Rejection.serialization("A " + what + " is given more than once.");
    }
    return PlainText.read(shape, values.getFirst());
  }

  private @Nullable Object headers(String prefix, Shape shape) throws Rejection {
    Shape element = ((Shape.Dictionary) shape).value();
    Map<String, @Nullable Object> found = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
      if (header.getKey().startsWith(prefix)) {
        found.put(
            header.getKey().substring(prefix.length()),
            values(element, header.getValue(), "header"));
      }
    }
    return found.isEmpty() ? null : found;
  }

  private @Nullable Object payload(Shape shape) throws Rejection {
    byte[] body = request.body();
    if (body.length == 0) {
      return null;
    }
    return switch (shape) {
      case Shape.Blob blob -> blob.sensitive() ? SecretValue.ofBinary(body) : body;
      case Structure structure -> JsonDecoder.decode(body, structure);
      default -> throw new IllegalStateException("No body is " + shape);
    };
  }
}
