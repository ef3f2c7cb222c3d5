package dev.keyturn.server.wire;

import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The parameters of a Query request, seen from one of their names: below `Tags.member.1` lies
/// `Tags.member.1.Key`. The numbers in names cost nothing, however large. Prints nothing of what it
/// holds.
final class Parameters {
  private static final int MOST = 5_000;
  private static final int DEPTH = 16;
  private static final int INDEX_DIGITS = 9;

  private final NavigableMap<String, String> all;
  private final String name;

  private Parameters(NavigableMap<String, String> all, String name) {
    this.all = all;
    this.name = name;
  }

  /// All that the query string and the form in the body hold.
  static Parameters of(HttpRequest request) throws Rejection {
    NavigableMap<String, String> all = new TreeMap<>();
    // A signature takes a plus in the query for itself, and so it is.
    read(
        new String(request.query().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
            .replace("+", "%2B"),
        all);
    read(new String(request.body(), StandardCharsets.ISO_8859_1), all);
    return new Parameters(all, "");
  }

  /// The value that was given under this very name; empty when there is none.
  Optional<String> value() {
    return Optional.ofNullable(all.get(name));
  }

  /// What was given under this name and longer ones.
  Parameters below(String part) {
    return new Parameters(all, prefix() + part);
  }

  boolean hasBelow() {
    String prefix = prefix();
    String next = all.ceilingKey(prefix);
    return next != null && next.startsWith(prefix);
  }

  boolean isEmpty() {
    return value().isEmpty() && !hasBelow();
  }

  /// What lies below by number, in the order of the numbers. Gaps are passed over.
  SortedMap<Integer, Parameters> numbered() throws Rejection {
    String prefix = prefix();
    SortedMap<Integer, Parameters> numbered = new TreeMap<>();
    for (String longer : all.tailMap(prefix).keySet()) {
      if (!longer.startsWith(prefix)) {
        break;
      }
      int end = longer.indexOf('.', prefix.length());
      String part = longer.substring(prefix.length(), end < 0 ? longer.length() : end);
      numbered.computeIfAbsent(index(part), _ -> below(part));
    }
    return numbered;
  }

  private String prefix() {
    return name.isEmpty() ? "" : name + ".";
  }

  private static int index(String part) throws Rejection {
    boolean digits = part.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    if (!digits || part.isEmpty() || part.length() > INDEX_DIGITS || part.startsWith("0")) {
      throw Rejection.serialization("The elements of a list must be numbered from 1.");
    }
    return Integer.parseInt(part);
  }

  private static void read(String raw, NavigableMap<String, String> all) throws Rejection {
    for (int from = 0; from < raw.length(); ) {
      int end = raw.indexOf('&', from);
      int to = end < 0 ? raw.length() : end;
      if (to > from) {
        pair(raw.substring(from, to), all);
      }
      from = to + 1;
    }
  }

  private static void pair(String raw, NavigableMap<String, String> all) throws Rejection {
    int equal = raw.indexOf('=');
    String name = PercentEncoding.formText(equal < 0 ? raw : raw.substring(0, equal));
    if (name.chars().filter(each -> each == '.').count() >= DEPTH) {
      throw Rejection.serialization("The name of a parameter has at most " + DEPTH + " parts.");
    }
    if (all.put(name, equal < 0 ? "" : PercentEncoding.formText(raw.substring(equal + 1)))
        != null) {
      throw Rejection.serialization("A parameter is given more than once.");
    }
    if (all.size() > MOST) {
      throw Rejection.serialization("A request has at most " + MOST + " parameters.");
    }
  }
}
