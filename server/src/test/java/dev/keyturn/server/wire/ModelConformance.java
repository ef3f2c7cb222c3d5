package dev.keyturn.server.wire;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Service;
import dev.keyturn.server.wire.ServiceModel.OperationShapes;
import dev.keyturn.server.wire.Shape.Member;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Holds the records of a service's operations against its model: every component is a member of a
/// fitting type, and every member is a component or named as unsupported. Members of nested
/// structures are named with their path, such as `SecretList.OwningService`.
final class ModelConformance {
  private final List<String> violations = new ArrayList<>();
  private final Operation<?, ?, ?> operation;
  private final Set<String> unsupported;

  private ModelConformance(Operation<?, ?, ?> operation) {
    this.operation = operation;
    this.unsupported = new LinkedHashSet<>(operation.unsupported());
  }

  /// All that does not fit; empty when everything does.
  static List<String> violations(Service service, ServiceModel model) {
    return service.operations().stream()
        .flatMap(operation -> new ModelConformance(operation).check(model).stream())
        .toList();
  }

  private List<String> check(ServiceModel model) {
    Optional<OperationShapes> shapes = model.operation(operation.name());
    if (shapes.isEmpty()) {
      violation("the model has no such operation");
      return violations;
    }
    structure("", shapes.get().input(), operation.input(), true);
    shapes
        .get()
        .output()
        .ifPresentOrElse(
            output -> structure("", output, operation.output(), false), this::demandNoOutput);
    unsupported.forEach(name -> violation("unsupported names no missing member: " + name));
    if (violations.isEmpty()) {
      demandBindings(shapes.get());
    }
    return violations;
  }

  /// Last, because it stops at the first misfit.
  private void demandBindings(OperationShapes shapes) {
    try {
      Binding.between(shapes.input(), operation.input());
      shapes.output().ifPresent(output -> Binding.between(output, operation.output()));
    } catch (IllegalArgumentException misfit) {
      violation(String.valueOf(misfit.getMessage()));
    }
  }

  private void demandNoOutput() {
    if (operation.output().getRecordComponents().length > 0) {
      violation("the model has no output, so its record must be empty");
    }
  }

  private void structure(String path, Shape.Structure shape, Class<?> record, boolean input) {
    List<RecordComponent> components = Arrays.asList(record.getRecordComponents());
    for (RecordComponent component : components) {
      if (shape.members().stream().noneMatch(named(component))) {
        violation("%s.%s is no member".formatted(record.getSimpleName(), component.getName()));
      }
    }
    for (Member member : shape.members()) {
      components.stream()
          .filter(component -> named(component).test(member))
          .findFirst()
          .ifPresentOrElse(
              component -> component(path, member, component, input),
              () -> missing(path + member.name(), record));
    }
  }

  private static java.util.function.Predicate<Member> named(RecordComponent component) {
    return member -> member.camelName().equals(component.getName());
  }

  private void missing(String member, Class<?> record) {
    if (!operation.unsupported().contains(member)) {
      violation("%s lacks the member %s".formatted(record.getSimpleName(), member));
    }
    unsupported.remove(member);
  }

  private void component(String path, Member member, RecordComponent component, boolean input) {
    if (input && operation.unsupported().contains(path + member.name())) {
      violation("%s%s is read, and refused".formatted(path, member.name()));
    }
    Type type = component.getGenericType();
    boolean plain = type instanceof Class<?>;
    if (input && plain && !member.required()) {
      violation(
          "%s%s is not required, so its component must be Optional".formatted(path, member.name()));
    }
    nested(path + member.name() + ".", member.shape(), type, input);
  }

  private void nested(String path, Shape shape, Type type, boolean input) {
    Type held = held(type);
    switch (shape) {
      case Shape.Structure structure when held instanceof Class<?> record && record.isRecord() ->
          structure(path, structure, record, input);
      case Shape.Sequence list when !type.equals(held) -> nested(path, list.element(), held, input);
      case Shape.Dictionary map when !type.equals(held) -> nested(path, map.value(), held, input);
      default -> fits(path, shape, type);
    }
  }

  /// The last type argument: what an Optional, a List or a Map holds.
  private static Type held(Type type) {
    if (!(type instanceof ParameterizedType generic)) {
      return type;
    }
    Type[] arguments = generic.getActualTypeArguments();
    Type last = arguments[arguments.length - 1];
    return generic.getRawType() == Optional.class ? held(last) : last;
  }

  private void fits(String path, Shape shape, Type type) {
    try {
      Conversion.between(shape, type);
    } catch (IllegalArgumentException misfit) {
      violation(path + " " + misfit.getMessage());
    }
  }

  private void violation(String text) {
    violations.add(operation.name() + ": " + text);
  }
}
