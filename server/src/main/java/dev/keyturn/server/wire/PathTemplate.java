package dev.keyturn.server.wire;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A path with places to be filled in, such as `/2015-03-31/functions/{FunctionName}/policy`.
///
/// @param segments a place keeps its braces
/// @param query what the query must hold, too; mostly nothing
record PathTemplate(List<String> segments, Map<String, String> query) {

  /// @throws IllegalStateException when it has a place for several segments
  static PathTemplate of(String uri) {
    if (uri.contains("+}")) {
      throw new IllegalStateException("A place for several segments is unknown here: " + uri);
    }
    int mark = uri.indexOf('?');
    String path = mark < 0 ? uri : uri.substring(0, mark);
    return new PathTemplate(
        segments(path), mark < 0 ? Map.of() : parameters(uri.substring(mark + 1)));
  }

  private static Map<String, String> parameters(String query) {
    return Arrays.stream(query.split("&"))
        .map(each -> each.split("=", 2))
        .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
  }

  /// The segments of a raw path. A slash at the end means nothing: models and clients differ there.
  static List<String> segments(String path) {
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return bare.isEmpty() ? List.of() : Arrays.asList(bare.substring(1).split("/", -1));
  }

  /// Whether a path could be one of these. What a signature takes for another path, or for nothing,
  /// fills no place.
  boolean matches(List<String> path) {
    if (path.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      String given = path.get(i);
      boolean filled = !given.isEmpty() && !given.equals(".") && !given.equals("..");
      if (isPlace(segments.get(i)) ? !filled : !segments.get(i).equals(given)) {
        return false;
      }
    }
    return true;
  }

  /// What fills the places of a path that matches, by their names.
  Map<String, String> places(List<String> path) throws Rejection {
    Map<String, String> places = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (isPlace(segment)) {
        places.put(segment.substring(1, segment.length() - 1), PercentEncoding.text(path.get(i)));
      }
    }
    return places;
  }

  /// Whether it has a place of this name.
  boolean has(String place) {
    return segments.contains("{" + place + "}");
  }

  private static boolean isPlace(String segment) {
    return segment.startsWith("{");
  }
}
