package dev.keyturn.server.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The query of a request in the REST protocol. Prints nothing of what it holds.
final class QueryString {
  private static final int MOST = 1_000;

  private final Map<String, List<String>> values;

  private QueryString(Map<String, List<String>> values) {
    this.values = values;
  }

  /// @param raw without `?`
  static QueryString of(String raw) throws Rejection {
    Map<String, List<String>> values = new LinkedHashMap<>();
    int count = 0;
    for (int from = 0; from < raw.length(); ) {
      int end = raw.indexOf('&', from);
      int to = end < 0 ? raw.length() : end;
      if (to > from) {
        put(raw.substring(from, to), values);
        count++;
      }
      if (count > MOST) {
        throw Rejection.serialization("A request has at most " + MOST + " parameters.");
      }
      from = to + 1;
    }
    return new QueryString(values);
  }

  private static void put(String pair, Map<String, List<String>> values) throws Rejection {
    int equal = pair.indexOf('=');
    values
        .computeIfAbsent(
            PercentEncoding.text(equal < 0 ? pair : pair.substring(0, equal)),
            _ -> new ArrayList<>())
        .add(equal < 0 ? "" : PercentEncoding.text(pair.substring(equal + 1)));
  }

  /// All values of a parameter in their order.
  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  boolean holds(Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(each -> all(each.getKey()).equals(List.of(each.getValue())));
  }
}
