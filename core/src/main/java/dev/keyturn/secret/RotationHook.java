package dev.keyturn.secret;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.store.Write;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How rotation takes part in every change of a secret's versions and labels, inside the commit
/// that makes the change: a foreign change abandons a rotation in flight. Called again with fresh
/// state when a commit met a conflict, so it must have no effects but its result. May refuse the
/// change with a [dev.keyturn.operation.Refusal]. Thread-safe.
public interface RotationHook {

  /// What follows from a change.
  Followed follow(Call call, Occurrence occurrence);

  /// Versions that must not be collected although no label points at them: those that the
  /// rotation's record still needs.
  Set<String> kept(SecretKey key);

  /// What is being changed.
  enum Kind {
    PUT_SECRET_VALUE,
    UPDATE_SECRET,
    UPDATE_SECRET_VERSION_STAGE,
    DELETE_SECRET,
    RESTORE_SECRET
  }

  /// A change that is about to be committed.
  ///
  /// @param rotationToken what a PutSecretValue carried to prove that it acts for a rotation
  record Occurrence(Kind kind, Stored before, Secret after, Optional<SecretValue> rotationToken) {

    public Occurrence(Kind kind, Stored before, Secret after) {
      this(kind, before, after, Optional.empty());
    }
  }

  /// What is committed instead.
  ///
  /// @param secret the changed secret, changed further where rotation wants it
  /// @param writes the rotation's own document, or a check that it is still as it was read
  record Followed(Secret secret, List<Write> writes) {
    public Followed {
      writes = List.copyOf(writes);
    }
  }

  /// Where nothing rotates.
  RotationHook NONE =
      new RotationHook() {
        @Override
        public Followed follow(Call call, Occurrence occurrence) {
          return new Followed(occurrence.after(), List.of());
        }

        @Override
        public Set<String> kept(SecretKey key) {
          return Set.of();
        }
      };
}
