package dev.keyturn.server.store;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.Durability;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// One caller's work on its way through a group. What came of it is told only when the whole group
/// is durable: a conflict, too, may rest on a commit of the same group.
///
/// @param <T> what the caller gets
final class Commit<T> {

  interface Work<T> {
    T on(Writes writes) throws Conflict, SQLException;
  }

  private sealed interface Outcome<T> {
    record Done<T>(T result) implements Outcome<T> {}

    record Refused<T>(Conflict why) implements Outcome<T> {}

    record Broken<T>(RuntimeException why) implements Outcome<T> {}

    record Unavailable<T>(String what, Throwable why) implements Outcome<T> {}
  }

  private final Work<T> work;
  private final Durability durability;
  private final CompletableFuture<Outcome<T>> told = new CompletableFuture<>();
  private Optional<Outcome<T>> outcome = Optional.empty();

  Commit(Work<T> work, Durability durability) {
    this.work = work;
    this.durability = durability;
  }

  /// What a group has to be so that each of it is what it was asked to be.
  static Durability durabilityOf(List<Commit<?>> group) {
    return group.stream().allMatch(it -> it.durability == Durability.WITH_NEXT)
        ? Durability.WITH_NEXT
        : Durability.NOW;
  }

  /// Does the work in a savepoint of the group's transaction; when it fails, only its own writes
  /// are undone.
  ///
  /// @throws SQLException when the transaction is lost
  void attempt(Session session, Changes group) throws SQLException {
    var changes = new Changes();
    session.update("SAVEPOINT one");
    var came = outcome(new Writes(session, changes));
    outcome = Optional.of(came);
    if (came instanceof Outcome.Done) {
      group.add(changes);
    } else {
      session.update("ROLLBACK TO one");
    }
    session.update("RELEASE one");
  }

  private Outcome<T> outcome(Writes writes) {
    try {
      return new Outcome.Done<>(work.on(writes));
    } catch (Conflict e) {
      return new Outcome.Refused<>(e);
    } catch (RuntimeException e) {
      return new Outcome.Broken<>(e);
    } catch (SQLException e) {
      return new Outcome.Unavailable<>("did not take a write", e);
    }
  }

  void acknowledge() {
    told.complete(outcome.orElseThrow());
  }

  void fail(String what, Throwable why) {
    told.complete(new Outcome.Unavailable<>(what, why));
  }

  /// Waits until the group is durable.
  T await(Dialect dialect) throws Conflict {
    return switch (told.join()) {
      case Outcome.Done<T>(var result) -> result;
      case Outcome.Refused<T>(var why) -> throw why;
      case Outcome.Broken<T>(var why) -> throw why;
      case Outcome.Unavailable<T>(var what, var why) -> throw dialect.unavailable(what, why);
    };
  }
}
