package dev.keyturn.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// JSON that knows where it stood. Bounded in depth, and each name stands once in its object.
sealed interface Node {
  /// Deeper than any document that the grammar of policies allows.
  int DEEPEST = 16;

  Position at();

  /// @param quoted false for numbers and truth values, which conditions may have
  record Text(String value, boolean quoted, Position at) implements Node {}

  record Items(List<Node> items, Position at) implements Node {}

  /// @param end where its closing brace stands
  record Members(Map<String, Node> members, Position at, Position end) implements Node {}

  /// Reads a whole text.
  static Node parse(String text) throws MalformedPolicy {
    try (JsonParser parser = Reader.FACTORY.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      Node root = Reader.node(parser);
      if (parser.nextToken() != null) {
        throw MalformedPolicy.syntax(
            "Syntax errors in policy. Something follows the document.", Reader.at(parser));
      }
      return root;
    } catch (JacksonException broken) {
      throw MalformedPolicy.syntax(
          "Syntax errors in policy. It is not valid JSON.", Reader.position(broken.getLocation()));
    }
  }

  /// Turns tokens into nodes.
  final class Reader {
    private static final JsonFactory FACTORY =
        JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private Reader() {}

    private static Node node(JsonParser parser) throws MalformedPolicy {
      Position at = at(parser);
      return switch (parser.currentToken()) {
        case START_OBJECT -> members(parser, at);
        case START_ARRAY -> items(parser, at);
        case VALUE_STRING -> new Text(parser.getString(), true, at);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
            new Text(parser.getString(), false, at);
        case null, default ->
            throw MalformedPolicy.syntax("Syntax errors in policy. A value is missing.", at);
      };
    }

    private static Node members(JsonParser parser, Position at) throws MalformedPolicy {
      Map<String, Node> members = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, node(parser));
      }
      return new Members(members, at, at(parser));
    }

    private static Node items(JsonParser parser, Position at) throws MalformedPolicy {
      List<Node> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node(parser));
      }
      return new Items(items, at);
    }

    private static Position at(JsonParser parser) {
      return position(parser.currentTokenLocation());
    }

    private static Position position(@Nullable TokenStreamLocation location) {
      if (location == null) {
        return Position.START;
      }
      return new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
  }
}
