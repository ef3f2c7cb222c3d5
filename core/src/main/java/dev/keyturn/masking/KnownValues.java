package dev.keyturn.masking;

import dev.keyturn.identity.AccountId;
import dev.keyturn.masking.Masked.Sighting;
import java.time.Duration;
import java.util.Optional;

/// The port to what is known of the values of secrets: enough to recognize them in a text, not
/// enough to tell them. Thread-safe.
public interface KnownValues {

  /// Somebody may soon print what it was given: from now on every value that is read or written is
  /// recognized, and those that lie in the store are taken up in the background.
  void prepare();

  /// Waits until all that lies in the store is known, but no longer than this: for texts of whom
  /// may have read it before anything was gathered.
  void await(Duration patience);

  /// A text without the values of secrets.
  ///
  /// @param account whose function wrote it: values of its own secrets are recognized from six
  ///   bytes on, those of others only where nobody can find them out by trying
  Masked mask(AccountId account, Passage passage);

  /// A version that has a value which was recognized; empty when none has it any more.
  Optional<String> version(Sighting sighting);
}
