package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import dev.keyturn.operation.Refusal.Throttling;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Rounds;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Commits what was decided. Each commit raises the account's state, one document that all who
/// remember compiled policies compare: what changed counts for the next request. Thread-safe.
final class Commits {
  private final Store store;

  Commits(Store store) {
    this.store = store;
  }

  /// What was decided on what was read.
  record Decided<T>(T answer, List<Write> writes) {
    static <T> Decided<T> of(T answer, Write... writes) {
      return new Decided<>(answer, List.of(writes));
    }

    static <T> Decided<T> of(T answer, List<Write> writes) {
      return new Decided<>(answer, writes);
    }
  }

  /// The document that every change of the account's identities raises.
  private record State() {}

  /// Decides and commits. When somebody else was faster, everything is read and decided anew.
  ///
  /// @param decision reads all that it decides on
  /// @throws Throttling when others were faster too often
  <T> T decide(AccountId account, Supplier<Decided<T>> decision) {
    return Rounds.until(
        () -> {
          Decided<T> decided = decision.get();
          return Optional.of(decided.answer())
              .filter(_ -> decided.writes().isEmpty() || committed(account, decided.writes()));
        },
        () -> new Throttling("Rate exceeded"));
  }

  private boolean committed(AccountId account, List<Write> writes) {
    List<Write> all = new ArrayList<>(writes);
    all.add(Write.put(state(account), Write.ANY, new State()));
    return store.committed(all);
  }

  /// How often the account's identities have changed. Read it before what is to be remembered.
  static long state(Store from, AccountId account) {
    return from.get(state(account)).map(Document::revision).orElse(0L);
  }

  private static DocumentKey state(AccountId account) {
    return new DocumentKey("iam-state", account.value());
  }
}
