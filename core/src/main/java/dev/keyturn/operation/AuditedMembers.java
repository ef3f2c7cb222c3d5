package dev.keyturn.operation;

import dev.keyturn.key.SecretValue;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns requests and responses into what an audit record may show. Secret members never get in,
/// because their type is [SecretValue]; of a response only the ids of what was made are shown.
final class AuditedMembers {
  private static final Set<String> RESPONSE_MEMBERS =
      Set.of("arn", "name", "versionId", "versionStages", "deletionDate");

  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          return type.getRecordComponents();
        }
      };

  private AuditedMembers() {}

  static Map<String, Object> of(Record input) {
    return members(input, null);
  }

  static Map<String, Object> ofResponse(Record output) {
    return members(output, RESPONSE_MEMBERS);
  }

  private static Map<String, Object> members(Record record, @Nullable Set<String> only) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (RecordComponent component : COMPONENTS.get(record.getClass())) {
      String name = component.getName();
      if (only == null || only.contains(name)) {
        Object value = audited(read(record, component));
        if (value != null) {
          shown.put(name, value);
        }
      }
    }
    return shown;
  }

  private static @Nullable Object read(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException unreadable) {
      throw new IllegalStateException(
          "Input records must be public: " + record.getClass().getName(), unreadable);
    }
  }

  private static @Nullable Object audited(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case SecretValue secret -> null;
      case Optional<?> optional -> audited(optional.orElse(null));
      case Record nested -> of(nested);
      case List<?> list ->
          list.stream().map(AuditedMembers::audited).filter(java.util.Objects::nonNull).toList();
      case String text -> text;
      case Number number -> number;
      case Boolean flag -> flag;
      default -> value.toString();
    };
  }
}
