package dev.keyturn.function;

/// How an invocation ended.
public sealed interface Outcome {

  /// The function returned.
  record Succeeded() implements Outcome {}

  /// It did not. `message` and `remedy` are for people and hold no secret.
  record Failed(FailureClass failureClass, String message, String remedy) implements Outcome {}

  Outcome SUCCEEDED = new Succeeded();
}
