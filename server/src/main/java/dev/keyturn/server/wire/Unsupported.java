package dev.keyturn.server.wire;

import dev.keyturn.operation.Refusal;
import dev.keyturn.server.wire.Shape.Structure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The members of an input that are knowingly not read, at any depth. A wish that would be silently
/// ignored is refused instead. Thread-safe.
final class Unsupported {
  private final List<Part> parts;

  /// @param path for the refusal
  /// @param inside what is not read of the member; empty: all of it
  private record Part(int member, String path, Optional<Unsupported> inside) {}

  private Unsupported(List<Part> parts) {
    this.parts = parts;
  }

  /// @param paths as [dev.keyturn.operation.Operation#unsupported] has them; what is no member of
  ///   the input is one of the output
  static Unsupported of(Structure input, Set<String> paths) {
    return of(input, "", paths);
  }

  private static Unsupported of(Structure shape, String prefix, Set<String> paths) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < shape.members().size(); i++) {
      String path = prefix + shape.members().get(i).name();
      String deeper = path + ".";
      if (paths.contains(path)) {
        parts.add(new Part(i, path, Optional.empty()));
      } else if (paths.stream().anyMatch(it -> it.startsWith(deeper))
          && held(shape.members().get(i).shape()) instanceof Structure nested) {
        parts.add(new Part(i, path, Optional.of(of(nested, deeper, paths))));
      }
    }
    return new Unsupported(parts);
  }

  private static Shape held(Shape shape) {
    return switch (shape) {
      case Shape.Sequence list -> held(list.element());
      case Shape.Dictionary map -> held(map.value());
      default -> shape;
    };
  }

  /// @throws Refusal.InvalidParameter when the request wishes one of them
  void refuse(String operation, StructureValue given) {
    for (Part part : parts) {
      refuse(operation, part, given.get(part.member));
    }
  }

  private static void refuse(String operation, Part part, @Nullable Object given) {
    if (part.inside.isEmpty()) {
      demandUnwished(operation, part, given);
      return;
    }
    switch (given) {
      case StructureValue structure -> part.inside.get().refuse(operation, structure);
      case Collection<?> list -> list.forEach(it -> refuse(operation, part, it));
      case Map<?, ?> map -> map.values().forEach(it -> refuse(operation, part, it));
      case null, default -> {}
    }
  }

  /// Tools send `false` and empty lists for what they do not wish.
  private static void demandUnwished(String operation, Part part, @Nullable Object given) {
    boolean wished =
        switch (given) {
          case null -> false;
          case Boolean flag -> flag;
          case List<?> list -> !list.isEmpty();
          default -> true;
        };
    if (wished) {
      throw new Refusal.InvalidParameter(
          "This version of Keyturn doesn't support the parameter %s of %s."
              .formatted(part.path, operation));
    }
  }
}
