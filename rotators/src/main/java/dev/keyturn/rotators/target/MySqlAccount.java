package dev.keyturn.rotators.target;

import java.util.List;

/// An account of a server of the MySQL family: a user name together with the hosts that it may come
/// from. `app@%` and `app@localhost` are two accounts with a password each.
record MySqlAccount(String user, String host) {

  /// As a statement names it, in a session whose only quoting is to double a quote.
  String sql() {
    return literal(user) + "@" + literal(host);
  }

  /// For messages.
  @Override
  public String toString() {
    return user + "@" + host;
  }

  /// As the server may name it in what it shows: with either quote, which some versions double and
  /// some do not.
  List<String> spellings() {
    return List.of(
        sql(),
        identifier(user) + "@" + identifier(host),
        "'" + user + "'@'" + host + "'",
        "`" + user + "`@`" + host + "`");
  }

  /// What stands in a text behind a word and this account.
  String after(String text, String word) {
    return spellings().stream()
        .map(spelling -> word + spelling)
        .filter(start -> text.equals(start) || text.startsWith(start + " "))
        .findFirst()
        .map(start -> text.substring(start.length()))
        .orElseThrow(() -> new IllegalStateException("The server shows another account"));
  }

  /// A text, quoted.
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String identifier(String text) {
    return "`" + text.replace("`", "``") + "`";
  }
}
