package dev.keyturn.server.wire;

import dev.keyturn.server.wire.Shape.Member;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds a structure of the model to a hand-written record, both ways. All looking up is done once,
/// when it is made; a call only runs method handles. Thread-safe.
final class Binding {
  private final Shape.Structure shape;
  private final MethodHandle constructor;
  private final List<Component> components;

  private record Component(int member, MethodHandle accessor, Conversion conversion) {}

  private Binding(Shape.Structure shape, MethodHandle constructor, List<Component> components) {
    this.shape = shape;
    this.constructor = constructor;
    this.components = components;
  }

  /// @throws IllegalArgumentException when the record does not fit the structure
  static Binding between(Shape.Structure shape, Class<? extends Record> type) {
    List<Component> components =
        Arrays.stream(type.getRecordComponents()).map(each -> component(shape, each)).toList();
    return new Binding(shape, constructor(type), components);
  }

  Record toRecord(StructureValue value) {
    @Nullable Object[] arguments = new @Nullable Object[components.size()];
    for (int i = 0; i < arguments.length; i++) {
      Component component = components.get(i);
      arguments[i] = component.conversion.toJava(value.get(component.member));
    }
    try {
      return (Record) constructor.invokeExact(arguments);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new IllegalStateException("Records throw no checked exceptions", impossible);
    }
  }

  StructureValue toStructure(Record record) {
    StructureValue value = new StructureValue(shape);
    for (Component component : components) {
      value.set(component.member, component.conversion.toWire(read(component.accessor, record)));
    }
    return value;
  }

  private static @Nullable Object read(MethodHandle accessor, Record record) {
    try {
      return (Object) accessor.invokeExact(record);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new IllegalStateException("Records throw no checked exceptions", impossible);
    }
  }

  private static Component component(Shape.Structure shape, RecordComponent component) {
    List<String> names = shape.members().stream().map(Member::camelName).toList();
    int member = names.indexOf(component.getName());
    if (member < 0) {
      throw new IllegalArgumentException(
          "%s has no member for the component %s".formatted(shape.name(), component.getName()));
    }
    return new Component(
        member,
        accessor(component),
        Conversion.between(shape.members().get(member).shape(), component.getGenericType()));
  }

  private static MethodHandle accessor(RecordComponent component) {
    try {
      return MethodHandles.publicLookup()
          .unreflect(component.getAccessor())
          .asType(MethodType.methodType(Object.class, Record.class));
    } catch (IllegalAccessException hidden) {
      throw new IllegalArgumentException("Records on the wire must be public", hidden);
    }
  }

  private static MethodHandle constructor(Class<? extends Record> type) {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return MethodHandles.publicLookup()
          .findConstructor(type, MethodType.methodType(void.class, parameters))
          .asSpreader(Object[].class, parameters.length)
          .asType(MethodType.methodType(Record.class, Object[].class));
    } catch (NoSuchMethodException | IllegalAccessException hidden) {
      throw new IllegalArgumentException("Records on the wire must be public: " + type, hidden);
    }
  }
}
