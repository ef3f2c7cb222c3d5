package dev.keyturn.server.sigv4;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Paths and queries in the one form that both sides sign. Pure.
final class CanonicalUri {
  private static final String HEX = "0123456789ABCDEF";

  private CanonicalUri() {}

  /// Dot segments and doubled slashes go, and every other byte than an unreserved one is encoded:
  /// what came encoded is encoded once more, as every service but S3 has it.
  static String path(String raw) {
    if (raw.equals("/") || raw.isEmpty()) {
      return "/";
    }
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : raw.split("/")) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> kept.pollLast();
        default -> kept.addLast(encode(segment.getBytes(StandardCharsets.UTF_8)));
      }
    }
    String joined = "/" + String.join("/", kept);
    return raw.endsWith("/") && !kept.isEmpty() ? joined + "/" : joined;
  }

  /// Parameters sorted by name and then by value, each encoded exactly once.
  static String query(String raw) {
    if (raw.isEmpty()) {
      return "";
    }
    return text(parameters(raw).stream());
  }

  /// The same without the one parameter that a signature in the query cannot cover.
  static String queryWithout(String name, String raw) {
    return text(parameters(raw).stream().filter(parameter -> !parameter.name.equals(name)));
  }

  /// Parameters in the order given, encoded.
  static List<Parameter> parameters(String raw) {
    return Arrays.stream(raw.split("&"))
        .filter(parameter -> !parameter.isEmpty())
        .map(CanonicalUri::parameter)
        .toList();
  }

  private static String text(Stream<Parameter> parameters) {
    return parameters.sorted(Parameter.ORDER).map(Parameter::text).collect(Collectors.joining("&"));
  }

  record Parameter(String name, String value) {
    static final java.util.Comparator<Parameter> ORDER =
        java.util.Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

    String text() {
      return name + '=' + value;
    }
  }

  private static Parameter parameter(String raw) {
    int equal = raw.indexOf('=');
    return equal < 0
        ? new Parameter(encode(decode(raw)), "")
        : new Parameter(
            encode(decode(raw.substring(0, equal))), encode(decode(raw.substring(equal + 1))));
  }

  private static String encode(byte[] bytes) {
    StringBuilder encoded = new StringBuilder(bytes.length + 16);
    for (byte each : bytes) {
      char character = (char) (each & 0xff);
      if (unreserved(character)) {
        encoded.append(character);
      } else {
        encoded.append('%').append(HEX.charAt(character >> 4)).append(HEX.charAt(character & 15));
      }
    }
    return encoded.toString();
  }

  private static boolean unreserved(char character) {
    return (character >= 'A' && character <= 'Z')
        || (character >= 'a' && character <= 'z')
        || (character >= '0' && character <= '9')
        || "-._~".indexOf(character) >= 0;
  }

  /// Percent-decodes; a `%` that begins no escape stands for itself, and so does `+`.
  static byte[] decode(String text) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int escaped = raw[i] == '%' && i + 2 < raw.length ? hex(raw[i + 1], raw[i + 2]) : -1;
      if (escaped < 0) {
        decoded.write(raw[i]);
      } else {
        decoded.write(escaped);
        i += 2;
      }
    }
    return decoded.toByteArray();
  }

  private static int hex(byte high, byte low) {
    int tens = Character.digit(high, 16);
    int units = Character.digit(low, 16);
    return tens < 0 || units < 0 ? -1 : (tens << 4) | units;
  }
}
