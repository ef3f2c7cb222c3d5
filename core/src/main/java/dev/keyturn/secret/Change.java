package dev.keyturn.secret;

import dev.keyturn.store.Durability;
import dev.keyturn.store.Write;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What an operation decided on one state of a secret: what becomes of the secret, what else is
/// written in the same commit, and what the caller is answered once it is durable.
///
/// @param secret empty when nothing is to be written
/// @param writes written in the same commit
/// @param durability of the commit
public record Change<T>(
    Optional<Secret> secret, List<Write> writes, T answer, Durability durability) {

  public Change {
    writes = List.copyOf(writes);
  }

  /// The secret becomes this one.
  public static <T> Change<T> to(Secret secret, T answer) {
    return new Change<>(Optional.of(secret), List.of(), answer, Durability.NOW);
  }

  /// Everything stays as it is.
  public static <T> Change<T> none(T answer) {
    return new Change<>(Optional.empty(), List.of(), answer, Durability.NOW);
  }

  /// The same decision with more writes in its commit.
  public Change<T> and(List<Write> more) {
    List<Write> all = Stream.concat(writes.stream(), more.stream()).toList();
    return new Change<>(secret, all, answer, durability);
  }

  /// The same decision, as durable as that.
  Change<T> durable(Durability other) {
    return new Change<>(secret, writes, answer, other);
  }
}
