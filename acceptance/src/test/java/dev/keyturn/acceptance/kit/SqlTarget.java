package dev.keyturn.acceptance.kit;

/// A target that can be made to wait in the middle of a rotation.
public interface SqlTarget extends Target {
  /// Until the result is closed, whoever would change a password waits.
  AutoCloseable hold() throws Exception;

  /// How many sessions wait for what [#hold()] holds.
  int waiting() throws Exception;
}
