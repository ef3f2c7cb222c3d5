package dev.keyturn.masking;

import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Cuts a value into what is looked for: of JSON each member that is a secret by its nature, of a
/// text of several lines each line, and of what is long pieces of 64 bytes, so that a part of it is
/// recognized too. What is shorter than six bytes, or made of two different bytes only, is left
/// out: it would be found everywhere.
final class Fragments {
  static final int SHORTEST = Fingerprints.WINDOW;
  private static final int LONGEST = 64;
  private static final int DIGITS = 8;

  /// Members of AWS's templates, and of ours, that are in every connection string, in small
  /// letters.
  private static final Set<String> OPEN =
      Set.of(
          "engine",
          "host",
          "hosts",
          "port",
          "dbname",
          "database",
          "dbinstanceidentifier",
          "dbclusteridentifier",
          "username",
          "user",
          "user_arn",
          "masterarn",
          "servicename",
          "ssl",
          "sslmode");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Consumer<byte[]> sink;
  private boolean any;

  private Fragments(Consumer<byte[]> sink) {
    this.sink = sink;
  }

  static void each(SecretValue value, Consumer<byte[]> sink) {
    Fragments fragments = new Fragments(sink);
    byte[] bytes = value.revealBytes();
    if (value.isBinary()) {
      fragments.pieces(bytes);
    } else {
      fragments.text(value.revealString());
    }
    Arrays.fill(bytes, (byte) 0);
  }

  private void text(String text) {
    String start = text.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      try {
        members(JSON.readTree(text));
      } catch (JacksonException _) {
        // It only looks like JSON.
      }
    }
    if (!any) {
      lines(text);
    }
  }

  private void members(JsonNode node) {
    for (var member : node.properties()) {
      if (!OPEN.contains(member.getKey().toLowerCase(Locale.ROOT))) {
        member(member.getValue());
      }
    }
    if (node.isArray()) {
      node.forEach(this::member);
    }
  }

  private void member(JsonNode node) {
    if (node.isContainer()) {
      members(node);
    } else if (node.isString() || (node.isNumber() && node.asString().length() >= DIGITS)) {
      lines(node.asString());
    }
  }

  /// The first and last line of a key in PEM say nothing, and stand in every other such key.
  private void lines(String text) {
    text.lines()
        .filter(line -> !line.startsWith("-----"))
        .forEach(line -> pieces(line.getBytes(StandardCharsets.UTF_8)));
  }

  private void pieces(byte[] bytes) {
    for (int from = 0; from + LONGEST < bytes.length; from += LONGEST) {
      piece(bytes, from, from + LONGEST);
    }
    piece(bytes, Math.max(0, bytes.length - LONGEST), bytes.length);
  }

  private void piece(byte[] bytes, int from, int to) {
    byte[] piece = Arrays.copyOfRange(bytes, from, to);
    if (piece.length >= SHORTEST && isVaried(piece)) {
      any = true;
      sink.accept(piece);
    }
  }

  private static boolean isVaried(byte[] piece) {
    byte other = piece[0];
    for (byte each : piece) {
      if (each != piece[0] && each != other) {
        if (other != piece[0]) {
          return true;
        }
        other = each;
      }
    }
    return false;
  }
}
