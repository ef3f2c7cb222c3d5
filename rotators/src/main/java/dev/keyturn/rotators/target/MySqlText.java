package dev.keyturn.rotators.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The words of a statement that a server of the MySQL family shows. What is quoted and what stands
/// in parentheses belongs to one word.
final class MySqlText {
  private final String text;
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();

  MySqlText(String text) {
    this.text = text;
    for (int at = 0; at < text.length(); ) {
      if (text.charAt(at) == ' ') {
        at++;
      } else {
        starts.add(at);
        at = endOfWord(at);
        ends.add(at);
      }
    }
  }

  private int endOfWord(int from) {
    int depth = 0;
    int at = from;
    while (at < text.length() && (depth > 0 || text.charAt(at) != ' ')) {
      char c = text.charAt(at);
      if (c == '\'' || c == '`' || c == '"') {
        int end = text.indexOf(c, at + 1);
        at = end < 0 ? text.length() : end + 1;
      } else {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        at++;
      }
    }
    return at;
  }

  int size() {
    return starts.size();
  }

  /// A word, or empty text beyond the end.
  String word(int index) {
    return index < size() ? text.substring(starts.get(index), ends.get(index)) : "";
  }

  /// Whether a word is this keyword.
  boolean is(int index, String keyword) {
    return word(index).toUpperCase(Locale.ROOT).equals(keyword);
  }

  /// The first place of a keyword, or the end.
  int find(int from, String keyword) {
    int at = from;
    while (at < size() && !is(at, keyword)) {
      at++;
    }
    return at;
  }

  /// The text of the words from one place up to another.
  String slice(int from, int to) {
    return from >= Math.min(to, size())
        ? ""
        : text.substring(starts.get(from), ends.get(Math.min(to, size()) - 1));
  }

  /// The text behind a place.
  String after(int index) {
    return slice(index, size());
  }

  /// Parts of a list, which commas part that stand neither in quotes nor in parentheses.
  static List<String> list(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\'' || c == '`' || c == '"') {
        int end = text.indexOf(c, at + 1);
        at = end < 0 ? text.length() - 1 : end;
      } else if (c == '(' || c == ')') {
        depth += c == '(' ? 1 : -1;
      } else if (c == ',' && depth == 0) {
        parts.add(text.substring(start, at).strip());
        start = at + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }
}
