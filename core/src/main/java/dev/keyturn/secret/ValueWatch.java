package dev.keyturn.secret;

import dev.keyturn.key.SecretValue;

/// Sees values go in and out, on the path of every request: an implementation that has nothing to
/// do costs next to nothing. Thread-safe.
public interface ValueWatch {
  /// Sees nothing.
  ValueWatch NONE =
      new ValueWatch() {
        @Override
        public void written(SecretKey key, SecretValue value) {}

        @Override
        public void read(SecretKey key, SecretValue value) {}
      };

  /// A value is about to be kept.
  void written(SecretKey key, SecretValue value);

  /// A value is about to be given to somebody.
  void read(SecretKey key, SecretValue value);
}
