package dev.keyturn.server.wire;

import dev.keyturn.key.SecretValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a member's value becomes the value of a record's component, and back. Made once for each
/// component. Thread-safe.
interface Conversion {

  /// For the record; null in is an absent member, and null out a plain component that has none.
  @Nullable Object toJava(@Nullable Object wire);

  /// For the wire; null is left out.
  @Nullable Object toWire(@Nullable Object java);

  /// The conversion between a shape and the type of a component.
  ///
  /// @throws IllegalArgumentException when the type cannot hold the shape
  static Conversion between(Shape shape, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return new OfOptional(between(shape, arguments[0]));
      }
      if (generic.getRawType() == List.class && shape instanceof Shape.Sequence list) {
        return new OfList(between(list.element(), arguments[0]));
      }
      if (generic.getRawType() == Map.class && shape instanceof Shape.Dictionary map) {
        return new OfMap(between(map.value(), arguments[1]));
      }
    }
    return type instanceof Class<?> plain ? plain(shape, plain) : mismatch(shape, type);
  }

  private static Conversion plain(Shape shape, Class<?> type) {
    if (shape instanceof Shape.Structure structure && type.isRecord()) {
      return new OfRecord(Binding.between(structure, type.asSubclass(Record.class)));
    }
    boolean fits =
        switch (shape) {
          case Shape.Text text -> type == (text.sensitive() ? SecretValue.class : String.class);
          case Shape.Blob blob -> type == (blob.sensitive() ? SecretValue.class : byte[].class);
          case Shape.Whole _ -> type == Long.class || type == long.class;
          case Shape.Fraction _ -> type == Double.class || type == double.class;
          case Shape.Flag _ -> type == Boolean.class || type == boolean.class;
          case Shape.Timestamp _ -> type == Instant.class;
          default -> false;
        };
    if (fits) {
      return new AsIs();
    }
    boolean narrow = type == Integer.class || type == int.class;
    return shape instanceof Shape.Whole && narrow ? new OfInteger() : mismatch(shape, type);
  }

  private static Conversion mismatch(Shape shape, Type type) {
    throw new IllegalArgumentException(
        "%s cannot hold the model's %s".formatted(type.getTypeName(), shape));
  }

  /// What both sides hold alike.
  record AsIs() implements Conversion {
    @Override
    public @Nullable Object toJava(@Nullable Object wire) {
      return wire;
    }

    @Override
    public @Nullable Object toWire(@Nullable Object java) {
      return java;
    }
  }

  /// A 64-bit number in an `int`. What does not fit becomes the nearest that does: where the model
  /// has no range the operation has one, and refuses that too.
  record OfInteger() implements Conversion {
    @Override
    public @Nullable Object toJava(@Nullable Object wire) {
      return wire == null ? null : Math.clamp((Long) wire, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    @Override
    public @Nullable Object toWire(@Nullable Object java) {
      return java == null ? null : Long.valueOf((Integer) java);
    }
  }

  /// What may be absent.
  record OfOptional(Conversion inner) implements Conversion {
    @Override
    public Object toJava(@Nullable Object wire) {
      Object value = wire == null ? null : inner.toJava(wire);
      return value == null ? Optional.empty() : Optional.of(value);
    }

    @Override
    public @Nullable Object toWire(@Nullable Object java) {
      return java instanceof Optional<?> optional && optional.isPresent()
          ? inner.toWire(optional.get())
          : null;
    }
  }

  /// A list; empty when absent.
  record OfList(Conversion element) implements Conversion {
    @Override
    public Object toJava(@Nullable Object wire) {
      return wire == null ? List.of() : ((List<?>) wire).stream().map(element::toJava).toList();
    }

    @Override
    public @Nullable Object toWire(@Nullable Object java) {
      return java == null ? null : ((List<?>) java).stream().map(element::toWire).toList();
    }
  }

  /// A map in its order; empty when absent.
  record OfMap(Conversion value) implements Conversion {
    @Override
    public Object toJava(@Nullable Object wire) {
      return wire == null ? Map.of() : converted((Map<?, ?>) wire, true);
    }

    @Override
    public @Nullable Object toWire(@Nullable Object java) {
      return java == null ? null : converted((Map<?, ?>) java, false);
    }

    private Map<Object, @Nullable Object> converted(Map<?, ?> values, boolean inwards) {
      Map<Object, @Nullable Object> converted = new LinkedHashMap<>();
      values.forEach(
          (key, each) -> converted.put(key, inwards ? value.toJava(each) : value.toWire(each)));
      return converted;
    }
  }

  /// A structure.
  record OfRecord(Binding binding) implements Conversion {
    @Override
    public @Nullable Object toJava(@Nullable Object wire) {
      return wire == null ? null : binding.toRecord((StructureValue) wire);
    }

    @Override
    public @Nullable Object toWire(@Nullable Object java) {
      return java == null ? null : binding.toStructure((Record) java);
    }
  }
}
