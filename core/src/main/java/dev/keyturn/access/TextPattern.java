package dev.keyturn.access;

import java.util.Optional;
import java.util.SortedSet;

/// A template that is matched as a pattern. One without variables is compiled once. Immutable.
sealed interface TextPattern {
  static TextPattern of(Template template) {
    if (!template.isFixed()) {
      return new Variable(template, Beginning.of(template));
    }
    Glob glob = template.glob(Context.NONE).orElseThrow();
    return glob.matchesAll() ? Fixed.ALL : new Fixed(glob);
  }

  boolean matches(String text, Context context);

  /// What every text that matches begins with.
  Beginning beginning();

  /// Whether it matches everything, whatever the request.
  default boolean matchesAll() {
    return this.equals(Fixed.ALL);
  }

  /// Adds the keys of its variables.
  default void keysInto(SortedSet<String> keys) {}

  /// The same for every request.
  record Fixed(Glob glob) implements TextPattern {
    private static final Fixed ALL = new Fixed(Glob.of("*"));

    @Override
    public boolean matches(String text, Context context) {
      return glob.matches(text);
    }

    @Override
    public Beginning beginning() {
      return Beginning.of(glob.lead());
    }
  }

  /// With variables.
  ///
  /// @param beginning what stands before the first wildcard: most texts that do not match differ
  ///   there, so that no pattern has to be made for them
  record Variable(Template template, Beginning beginning) implements TextPattern {
    @Override
    public boolean matches(String text, Context context) {
      if (!beginning.isOf(text, context)) {
        return false;
      }
      Optional<Glob> glob = template.glob(context);
      return glob.isPresent() && glob.get().matches(text);
    }

    @Override
    public void keysInto(SortedSet<String> keys) {
      template.keysInto(keys);
    }
  }
}
