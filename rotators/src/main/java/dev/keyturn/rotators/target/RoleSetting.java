package dev.keyturn.rotators.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A setting that PostgreSQL applies when a role logs in.
///
/// @param database where it applies; everywhere when empty
/// @param value as the catalogue keeps it: a list of names stands there with its quotes and commas
record RoleSetting(Optional<String> database, String name, String value) {
  /// The settings whose value is a list of quoted names (`GUC_LIST_QUOTE` in the server).
  private static final Set<String> NAME_LISTS =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  /// The same place and name, whatever the value.
  boolean sameName(RoleSetting other) {
    return database.equals(other.database) && name.equals(other.name);
  }

  /// What has to be quoted one by one to set this value.
  List<String> elements() {
    return NAME_LISTS.contains(name.toLowerCase(Locale.ROOT)) ? split(value) : List.of(value);
  }

  /// For messages.
  String where() {
    return name + database.map(in -> " in database " + in).orElse("");
  }

  private static List<String> split(String list) {
    List<String> elements = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '"') {
        boolean escaped = quoted && i + 1 < list.length() && list.charAt(i + 1) == '"';
        if (escaped) {
          element.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        elements.add(element.toString());
        element.setLength(0);
      } else if (quoted || c != ' ') {
        element.append(c);
      }
    }
    elements.add(element.toString());
    return List.copyOf(elements);
  }
}
