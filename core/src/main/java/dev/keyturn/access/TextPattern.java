package dev.keyturn.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A template that is matched as a pattern. One without variables is compiled once. Immutable.
final class TextPattern {
  private final Template template;
  private final @Nullable Glob fixed;

  TextPattern(Template template) {
    this.template = template;
    this.fixed = template.isFixed() ? template.glob(Context.NONE).orElseThrow() : null;
  }

  Template template() {
    return template;
  }

  boolean matches(String text, Context context) {
    if (fixed != null) {
      return fixed.matches(text);
    }
    Optional<Glob> glob = template.glob(context);
    return glob.isPresent() && glob.get().matches(text);
  }

  /// Whether it matches everything, whatever the request.
  boolean matchesAll() {
    return fixed != null && fixed.matchesAll();
  }
}
