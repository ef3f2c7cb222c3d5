package dev.keyturn.server.wire;

import dev.keyturn.operation.Refusal;
import dev.keyturn.server.wire.Shape.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Holds a request against its model and tells all that is wrong at once, in AWS's words. Values of
/// sensitive members are left out of the text. One instance checks one request.
final class Validation {
  /// More than this many faults are counted but not told, so that a small request cannot make a
  /// huge answer.
  private static final int TOLD = 100;

  /// More than any name or ARN has.
  private static final int SHOWN = 4_096;

  private final List<String> faults = new ArrayList<>(0);
  private int count;

  private Validation() {}

  /// Refuses when any constraint of the model is broken.
  static void check(StructureValue input) {
    Validation validation = new Validation();
    validation.structure("", input);
    validation.refuseFaults();
  }

  private void refuseFaults() {
    if (count > 0) {
      throw new Refusal.Validation(
          "%d validation error%s detected: %s"
              .formatted(count, count == 1 ? "" : "s", String.join("; ", faults)));
    }
  }

  private void structure(String prefix, StructureValue value) {
    List<Member> members = value.shape().members();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      Object given = value.get(i);
      if (given != null) {
        value(prefix + member.camelName(), member.shape(), given);
      } else if (member.required()) {
        fault("Value null", prefix + member.camelName(), Constraints.NOT_NULL);
      }
    }
  }

  private void value(String path, Shape shape, Object value) {
    for (String rule : Constraints.broken(shape, value)) {
      fault(shown(shape, value), path, rule);
    }
    switch (shape) {
      case Shape.Structure _ -> structure(path + ".", (StructureValue) value);
      case Shape.Sequence list -> elements(path, list, (List<?>) value);
      case Shape.Dictionary map -> entries(path, map, (Map<?, ?>) value);
      default -> {}
    }
  }

  private void elements(String path, Shape.Sequence shape, List<?> values) {
    boolean plain = !(shape.element() instanceof Shape.Structure);
    boolean broken = false;
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (plain && value != null) {
        broken |= !Constraints.broken(shape.element(), value).isEmpty();
      } else {
        element(path + "." + (i + 1) + ".member", shape.element(), value);
      }
    }
    if (broken) {
      // For a list of plain values AWS names the whole list and every rule of its elements.
      fault(
          shown(shape.element(), values),
          path,
          "Member must satisfy constraint: " + Constraints.all(shape.element()));
    }
  }

  private void element(String path, Shape shape, @Nullable Object value) {
    if (value == null) {
      fault("Value null", path, Constraints.NOT_NULL);
    } else {
      value(path, shape, value);
    }
  }

  private void entries(String path, Shape.Dictionary shape, Map<?, ?> values) {
    values.forEach((key, value) -> {
      String here = path + "." + key + ".member";
      value(path, shape.key(), Objects.requireNonNull(key));
      element(here, shape.value(), value);
    });
  }

  private static String shown(Shape shape, Object value) {
    boolean sensitive =
        switch (shape) {
          case Shape.Text text -> text.sensitive();
          case Shape.Blob _ -> true;
          default -> false;
        };
    return sensitive ? "Value" : "Value '" + shown(String.valueOf(value)) + "'";
  }

  /// What is wrong with a value shall be told, however long it is: a refusal's text is bounded.
  private static String shown(String value) {
    return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
  }

  private void fault(String value, String path, String rule) {
    count++;
    if (count <= TOLD) {
      faults.add(value + " at '" + path + "' failed to satisfy constraint: " + rule);
    }
  }
}
