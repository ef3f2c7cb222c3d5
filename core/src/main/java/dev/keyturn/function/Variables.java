package dev.keyturn.function;

import java.util.Map;
import java.util.Set;

/// A function's environment variables. They may be secret: not a record, because a record prints
/// itself. Immutable and thread-safe.
public final class Variables {
  public static final Variables NONE = new Variables(Map.of());

  private final Map<String, String> values;

  private Variables(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  public static Variables of(Map<String, String> values) {
    return new Variables(values);
  }

  /// The names, which are no secret.
  public Set<String> names() {
    return values.keySet();
  }

  /// Names and values.
  public Map<String, String> revealAll() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Variables that && values.equals(that.values);
  }

  /// Only the names: a hash of the values would tell them apart without any right to see them.
  @Override
  public int hashCode() {
    return values.keySet().hashCode();
  }

  @Override
  public String toString() {
    return "Variables[" + values.size() + " redacted]";
  }
}
