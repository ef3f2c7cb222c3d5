package dev.keyturn.lambda;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A version of a layer. Never changes.
public record LayerVersion(
    String name,
    long number,
    Code code,
    Instant created,
    Optional<String> description,
    Optional<String> license,
    List<String> runtimes,
    List<String> architectures) {

  public LayerVersion {
    runtimes = List.copyOf(runtimes);
    architectures = List.copyOf(architectures);
  }

  /// Whether it is said to be for these; a layer that says nothing is for all.
  boolean suits(Optional<String> runtime, Optional<String> architecture) {
    return (runtime.isEmpty() || runtimes.isEmpty() || runtimes.contains(runtime.get()))
        && (architecture.isEmpty()
            || architectures.isEmpty()
            || architectures.contains(architecture.get()));
  }
}
