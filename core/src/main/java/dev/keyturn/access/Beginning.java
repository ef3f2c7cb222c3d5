package dev.keyturn.access;

import dev.keyturn.access.Template.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands in a template before its first wildcard, compared with a text in place. Most of a
/// caller's patterns do not match, and differ here: it lies as close together as can be. Immutable.
final class Beginning {
  /// What is written; null where a variable stands.
  private final @Nullable String[] texts;

  private final Part.@Nullable Variable[] variables;

  private Beginning(List<Part> parts) {
    this.texts = new @Nullable String[parts.size()];
    this.variables = new Part.@Nullable Variable[parts.size()];
    for (int i = 0; i < texts.length; i++) {
      switch (parts.get(i)) {
        case Part.Written written -> texts[i] = written.text();
        case Part.Literal literal -> texts[i] = literal.text();
        case Part.Variable variable -> variables[i] = variable;
      }
    }
  }

  static Beginning of(Template template) {
    List<Part> parts = new ArrayList<>();
    for (Part part : template.parts()) {
      int wildcard = part instanceof Part.Written written ? wildcard(written.text()) : -1;
      if (wildcard >= 0) {
        parts.add(new Part.Written(((Part.Written) part).text().substring(0, wildcard)));
        break;
      }
      parts.add(part);
    }
    return new Beginning(parts);
  }

  private static int wildcard(String written) {
    for (int i = 0; i < written.length(); i++) {
      if (written.charAt(i) == '*' || written.charAt(i) == '?') {
        return i;
      }
    }
    return -1;
  }

  /// What is written before the first variable; perhaps nothing.
  String written() {
    String first = texts.length == 0 ? null : texts[0];
    return first == null ? "" : first;
  }

  /// Whether a text begins so. False when a variable has no value.
  boolean isOf(String text, Context context) {
    int at = 0;
    for (int i = 0; i < texts.length; i++) {
      String written = texts[i];
      String value = written == null ? value(i, context) : written;
      if (value == null || !text.startsWith(value, at)) {
        return false;
      }
      at += value.length();
    }
    return true;
  }

  private @Nullable String value(int i, Context context) {
    Part.Variable variable = variables[i];
    return variable == null ? null : variable.value(context);
  }
}
