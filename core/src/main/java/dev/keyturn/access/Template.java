package dev.keyturn.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// A text of a policy with its variables, such as `${aws:username}` or `${aws:PrincipalTag/team,
/// 'none'}`. Immutable.
///
/// @param parts what stands behind one another
record Template(List<Part> parts) {

  /// A piece of a template.
  sealed interface Part {

    /// What stands in its place; null when that is a variable without a value.
    @Nullable String value(Context context);

    /// As it is written; wildcards are wildcards where there are any.
    record Written(String text) implements Part {
      @Override
      public String value(Context context) {
        return text;
      }
    }

    /// A character that would mean something if it were merely written: `${*}`.
    record Literal(String text) implements Part {
      @Override
      public String value(Context context) {
        return text;
      }
    }

    /// The value of a condition key. A key with several values has none that could stand in a text.
    record Variable(String key, Optional<String> otherwise) implements Part {
      @Override
      public @Nullable String value(Context context) {
        List<String> values = context.values(key);
        return values.size() == 1 ? values.getFirst() : otherwise.orElse(null);
      }
    }
  }

  /// @param variables whether the version of the document knows variables
  static Template parse(String text, boolean variables) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    int open = variables ? text.indexOf("${") : -1;
    while (open >= 0) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        break;
      }
      written(parts, text.substring(from, open));
      parts.add(part(text.substring(open + 2, close)));
      from = close + 1;
      open = text.indexOf("${", from);
    }
    written(parts, text.substring(from));
    return new Template(List.copyOf(parts));
  }

  private static void written(List<Part> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(new Part.Written(text));
    }
  }

  private static Part part(String inside) {
    if (inside.equals("*") || inside.equals("?") || inside.equals("$")) {
      return new Part.Literal(inside);
    }
    int comma = inside.indexOf(',');
    if (comma < 0) {
      return new Part.Variable(Context.name(inside.strip()), Optional.empty());
    }
    String otherwise = inside.substring(comma + 1).strip();
    boolean quoted =
        otherwise.length() >= 2 && otherwise.startsWith("'") && otherwise.endsWith("'");
    return new Part.Variable(
        Context.name(inside.substring(0, comma).strip()),
        Optional.of(quoted ? otherwise.substring(1, otherwise.length() - 1) : otherwise));
  }

  /// Whether it means the same for every request.
  boolean isFixed() {
    return parts.stream().noneMatch(Part.Variable.class::isInstance);
  }

  /// The text, in which wildcards are characters like others; empty when a variable has no value.
  Optional<String> text(Context context) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      String value = part.value(context);
      if (value == null) {
        return Optional.empty();
      }
      text.append(value);
    }
    return Optional.of(text.toString());
  }

  /// The pattern; empty when a variable has no value. Wildcards in values are none.
  Optional<Glob> glob(Context context) {
    Glob.Builder glob = new Glob.Builder();
    for (Part part : parts) {
      String value = part.value(context);
      if (value == null) {
        return Optional.empty();
      }
      if (part instanceof Part.Written) {
        glob.pattern(value);
      } else {
        glob.literal(value);
      }
    }
    return Optional.of(glob.build());
  }

  /// Adds the keys of the variables.
  void keysInto(SortedSet<String> keys) {
    for (Part part : parts) {
      if (part instanceof Part.Variable variable) {
        keys.add(variable.key);
      }
    }
  }
}
