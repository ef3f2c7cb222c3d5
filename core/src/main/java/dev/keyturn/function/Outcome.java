package dev.keyturn.function;

/// How an invocation ended.
public sealed interface Outcome {

  /// The function returned.
  ///
  /// @param remark what an operator should know of it, such as where its log is; empty when there
  ///   is nothing
  record Succeeded(String remark) implements Outcome {}

  /// It did not. `message` and `remedy` are for people and hold no secret.
  record Failed(FailureClass failureClass, String message, String remedy) implements Outcome {}

  Outcome SUCCEEDED = new Succeeded("");
}
