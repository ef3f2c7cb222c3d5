package dev.keyturn.server.sigv4;

import java.util.List;

/// A request in the one form that both sides sign.
final class CanonicalRequest {
  private CanonicalRequest() {}

  /// @param payloadHash SHA-256 of the body in hexadecimal
  static String of(SignedRequest request, Authorization authorization, String payloadHash) {
    List<String> signedHeaders = authorization.signedHeaders();
    StringBuilder text = new StringBuilder(512);
    text.append(request.method()).append('\n');
    text.append(CanonicalUri.path(request.path())).append('\n');
    text.append(query(request.query(), authorization.place())).append('\n');
    for (String name : signedHeaders) {
      text.append(name).append(':');
      appendValues(text, request.headers().getOrDefault(name, List.of()));
      text.append('\n');
    }
    text.append('\n');
    for (int i = 0; i < signedHeaders.size(); i++) {
      text.append(i == 0 ? "" : ";").append(signedHeaders.get(i));
    }
    return text.append('\n').append(payloadHash).toString();
  }

  private static String query(String raw, Authorization.Place place) {
    return place == Authorization.Place.QUERY
        ? CanonicalUri.queryWithout(QueryAuthorization.SIGNATURE, raw)
        : CanonicalUri.query(raw);
  }

  private static void appendValues(StringBuilder text, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      appendCollapsed(text, values.get(i));
    }
  }

  /// Without white space at either end, and with one space for each run of it within.
  private static void appendCollapsed(StringBuilder text, String value) {
    if (isCollapsed(value)) {
      text.append(value);
      return;
    }
    int start = text.length();
    boolean gap = false;
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      if (character == ' ' || (character >= '\t' && character <= '\r')) {
        gap = text.length() > start;
      } else {
        if (gap) {
          text.append(' ');
          gap = false;
        }
        text.append(character);
      }
    }
  }

  /// Nearly every value is as it should be.
  private static boolean isCollapsed(String value) {
    boolean afterSpace = true;
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      boolean space = character == ' ';
      if ((space && afterSpace) || (character >= '\t' && character <= '\r')) {
        return false;
      }
      afterSpace = space;
    }
    return !afterSpace;
  }
}
