package dev.keyturn.operation;

import dev.keyturn.key.SecretValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns requests and responses into what an audit record may show. Secret members never get in,
/// because their type is [SecretValue]; of a response only the ids of what was made are shown.
final class AuditedMembers {
  private static final Set<String> RESPONSE_MEMBERS =
      Set.of(
          "arn", "name", "versionId", "versionStages", "deletionDate", "accountId", "accessKeyId");

  /// Looked up once for each kind of record: every request of the hot path comes through here.
  private static final ClassValue<List<Component>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents()).map(AuditedMembers::component).toList();
        }
      };

  private record Component(String name, MethodHandle accessor) {}

  private AuditedMembers() {}

  static Map<String, Object> of(Record input) {
    return members(input, null);
  }

  static Map<String, Object> ofResponse(Record output) {
    return members(output, RESPONSE_MEMBERS);
  }

  private static Map<String, Object> members(Record record, @Nullable Set<String> only) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (Component component : COMPONENTS.get(record.getClass())) {
      if (only == null || only.contains(component.name)) {
        Object value = audited(read(record, component.accessor));
        if (value != null) {
          shown.put(component.name, value);
        }
      }
    }
    return shown;
  }

  private static Component component(RecordComponent component) {
    try {
      MethodHandle accessor = MethodHandles.publicLookup().unreflect(component.getAccessor());
      return new Component(
          component.getName(), accessor.asType(MethodType.methodType(Object.class, Record.class)));
    } catch (IllegalAccessException hidden) {
      throw new IllegalStateException("Audited records must be public: " + component, hidden);
    }
  }

  private static @Nullable Object read(Record record, MethodHandle accessor) {
    try {
      return (Object) accessor.invokeExact(record);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new IllegalStateException("Records throw no checked exceptions", impossible);
    }
  }

  private static @Nullable Object audited(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case SecretValue _ -> null;
      case Optional<?> optional -> audited(optional.orElse(null));
      case Record nested -> of(nested);
      case List<?> list ->
          list.stream().map(AuditedMembers::audited).filter(Objects::nonNull).toList();
      case String text -> text;
      case Number number -> number;
      case Boolean flag -> flag;
      default -> value.toString();
    };
  }
}
