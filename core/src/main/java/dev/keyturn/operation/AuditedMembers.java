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

  /// What a refused request may leave of each text and of each list: nobody fills the log with what
  /// was not even accepted.
  private static final int BRIEF_TEXT = 1_000;

  private static final int BRIEF_LIST = 50;

  private record Component(String name, MethodHandle accessor) {}

  private AuditedMembers() {}

  static Map<String, Object> of(Record input) {
    return members(input, null, false);
  }

  /// Of a request that was refused: its long members are cut.
  static Map<String, Object> ofRefused(Record input) {
    return members(input, null, true);
  }

  static Map<String, Object> ofResponse(Record output) {
    return members(output, RESPONSE_MEMBERS, false);
  }

  private static Map<String, Object> members(
      Record record, @Nullable Set<String> only, boolean brief) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (Component component : COMPONENTS.get(record.getClass())) {
      if (only == null || only.contains(component.name)) {
        Object value = audited(read(record, component.accessor), brief);
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

  private static @Nullable Object audited(@Nullable Object value, boolean brief) {
    return switch (value) {
      case null -> null;
      case SecretValue _ -> null;
      case Bulk _ -> null;
      case Optional<?> optional -> audited(optional.orElse(null), brief);
      case Record nested -> members(nested, null, brief);
      case List<?> list ->
          list.stream()
              .limit(brief ? BRIEF_LIST : list.size())
              .map(element -> audited(element, brief))
              .filter(Objects::nonNull)
              .toList();
      case String text when brief && text.length() > BRIEF_TEXT ->
          text.substring(0, BRIEF_TEXT) + "… (" + text.length() + " characters)";
      case String text -> text;
      case Number number -> number;
      case Boolean flag -> flag;
      default -> value.toString();
    };
  }
}
