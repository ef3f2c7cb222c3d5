package dev.keyturn.server.wire;

import org.jspecify.annotations.Nullable;

/// The value of a structure: what every protocol decodes to and encodes from. Members hold
/// [String], [Long], [Boolean], [java.time.Instant], `byte[]`, [dev.keyturn.key.SecretValue] for
/// whatever the model marks sensitive, lists and maps of those, and further structures; null where
/// a member is absent. Prints no values.
final class StructureValue {
  private final Shape.Structure shape;
  private final @Nullable Object[] values;

  StructureValue(Shape.Structure shape) {
    this.shape = shape;
    this.values = new @Nullable Object[shape.members().size()];
  }

  Shape.Structure shape() {
    return shape;
  }

  @Nullable Object get(int member) {
    return values[member];
  }

  void set(int member, @Nullable Object value) {
    values[member] = value;
  }

  @Override
  public String toString() {
    return shape.name();
  }
}
