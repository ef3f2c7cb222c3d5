package dev.keyturn.rotators.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Rights of one account on one thing, or the roles that it was granted.
///
/// @param on what the rights are for, such as `` `orders`.* ``; empty for roles
/// @param rights such as `SELECT` or ``SELECT (`a`)``, or names of roles
/// @param option whether they may be granted on
record MySqlGrant(String on, SortedSet<String> rights, boolean option) {
  static final String ALL = "ALL PRIVILEGES";

  /// Reads a row of SHOW GRANTS; empty when it is none of this account.
  static Optional<MySqlGrant> parse(String row, MySqlAccount account) {
    MySqlText words = new MySqlText(row);
    int on = words.find(1, "ON");
    int to = words.find(1, "TO");
    if (!words.is(0, "GRANT") || to == words.size()) {
      return Optional.empty();
    }
    boolean roles = on > to;
    String behind = words.after(to);
    if (account.spellings().stream().noneMatch(it -> names(behind, it))) {
      return Optional.empty();
    }
    return Optional.of(
        new MySqlGrant(
            roles ? "" : words.slice(on + 1, to),
            atoms(words.slice(1, Math.min(on, to))),
            hasOption(account.after(behind, "TO "))));
  }

  private static boolean names(String behind, String spelling) {
    return behind.equals("TO " + spelling) || behind.startsWith("TO " + spelling + " ");
  }

  private static boolean hasOption(String text) {
    MySqlText words = new MySqlText(text);
    int option = words.find(0, "OPTION");
    return option < words.size()
        && (words.is(option - 1, "GRANT") || words.is(option - 1, "ADMIN"));
  }

  /// One by one, those for columns too.
  private static SortedSet<String> atoms(String list) {
    SortedSet<String> atoms = new TreeSet<>();
    for (String right : MySqlText.list(list)) {
      int columns = right.startsWith("`") ? -1 : right.indexOf('(');
      if (columns > 0) {
        String inside = right.substring(columns + 1, right.lastIndexOf(')'));
        for (String column : MySqlText.list(inside)) {
          atoms.add(right.substring(0, columns).strip() + " (" + column + ")");
        }
      } else {
        atoms.add(right);
      }
    }
    atoms.remove("USAGE");
    return atoms;
  }

  boolean isRoles() {
    return on.isEmpty();
  }

  /// Whether it is for the same thing and of the same kind.
  boolean sameThing(MySqlGrant other) {
    return on.equals(other.on)
        && isDynamic() == other.isDynamic()
        && (!isRoles() || option == other.option);
  }

  /// MySQL 8 keeps the rights that its parts define apart from its own.
  private boolean isDynamic() {
    return !isRoles() && rights.stream().anyMatch(right -> right.matches("[A-Z0-9]+_[A-Z0-9_]+"));
  }

  /// What of this grant is missing in others.
  Optional<MySqlGrant> without(List<MySqlGrant> others) {
    SortedSet<String> missing = new TreeSet<>(rights);
    boolean lacksOption = option;
    boolean found = false;
    for (MySqlGrant other : others) {
      if (sameThing(other)) {
        found = true;
        lacksOption &= !other.option;
        missing.removeAll(other.rights.contains(ALL) ? rights : other.rights);
      }
    }
    boolean nothing = missing.isEmpty() && (!lacksOption || (rights.isEmpty() && found));
    return nothing
        ? Optional.empty()
        : Optional.of(new MySqlGrant(on, missing, isRoles() ? option : lacksOption));
  }

  /// The statement that gives this to an account.
  String grant(MySqlAccount account) {
    return "GRANT "
        + (rights.isEmpty() ? "USAGE" : String.join(", ", rights))
        + (isRoles() ? "" : " ON " + on)
        + " TO "
        + account.sql()
        + (option ? isRoles() ? " WITH ADMIN OPTION" : " WITH GRANT OPTION" : "");
  }

  /// The statements that take this from an account, one for each right. There is none that takes
  /// all at once: it would leave the account without what it is to keep.
  List<String> revokes(MySqlAccount account) {
    List<String> revokes = new ArrayList<>();
    String from = (isRoles() ? "" : " ON " + on) + " FROM " + account.sql();
    rights.stream()
        .filter(right -> !right.equals(ALL))
        .forEach(right -> revokes.add("REVOKE " + right + from));
    if (option && !isRoles() && !isProxy()) {
      revokes.add("REVOKE GRANT OPTION" + from);
    }
    return revokes;
  }

  private boolean isProxy() {
    return rights.contains("PROXY");
  }

  @Override
  public String toString() {
    return (rights.isEmpty() ? "grant option" : String.join(", ", rights).toLowerCase(Locale.ROOT))
        + (isRoles() ? "" : " on " + on);
  }
}
