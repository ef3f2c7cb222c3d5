package dev.keyturn.function;

import java.util.Map;
import java.util.Set;

/// A function's environment variables. They may be secret: not a record, because a record prints
/// itself. Immutable and thread-safe.
public final class Variables {
  public static final Variables NONE = new Variables(Map.of());

  /// What a function's own variables may not change: who it is and whom it talks to.
  public static final Set<String> RESERVED =
      Set.of(
          "_HANDLER",
          "_X_AMZN_TRACE_ID",
          "AWS_ACCESS_KEY",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_REGION",
          "AWS_DEFAULT_REGION",
          "AWS_EXECUTION_ENV",
          "AWS_LAMBDA_FUNCTION_NAME",
          "AWS_LAMBDA_FUNCTION_VERSION",
          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
          "AWS_LAMBDA_LOG_GROUP_NAME",
          "AWS_LAMBDA_LOG_STREAM_NAME",
          "AWS_LAMBDA_RUNTIME_API",
          "AWS_LAMBDA_INITIALIZATION_TYPE",
          "LAMBDA_TASK_ROOT",
          "LAMBDA_RUNTIME_DIR");

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
