package dev.keyturn.rotators.strategy;

import dev.keyturn.function.Finding;
import dev.keyturn.function.StepFailed;
import java.util.Optional;
import java.util.function.Consumer;

/// Where the findings of a preflight go, each as soon as it is made.
record Report(Consumer<Finding> sink) {

  /// Something that may fail as it would in a rotation.
  @FunctionalInterface
  interface Attempt<T> {
    T make() throws StepFailed;
  }

  void add(Finding finding) {
    sink.accept(finding);
  }

  void ok(String item, String text) {
    add(Finding.ok(item, text));
  }

  /// @param missing what would have had to succeed before
  void skip(String item, String missing) {
    add(Finding.skipped(item, "Not looked at, for " + missing));
  }

  /// What an attempt gives; empty once its failure is reported.
  <T> Optional<T> attempt(String item, Attempt<T> attempt) {
    try {
      return Optional.of(attempt.make());
    } catch (StepFailed failed) {
      add(Finding.failed(item, failed));
      return Optional.empty();
    }
  }
}
