package dev.keyturn.server.runtime;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Ends an invocation in time by interrupting its thread, which closes the socket that it waits
/// for; but never inside a call of this server, where an interrupt could close a file that others
/// write to. One per invocation.
final class Leash {
  private final ReentrantLock inside = new ReentrantLock();

  /// Runs a call of this server, during which nothing is interrupted.
  ///
  /// @throws StepFailed when the invocation was ended before
  <T> T shielded(Supplier<T> call) throws StepFailed {
    inside.lock();
    try {
      if (Thread.currentThread().isInterrupted()) {
        throw new StepFailed(FailureClass.TIMEOUT, "The invocation was ended", "");
      }
      return call.get();
    } finally {
      inside.unlock();
    }
  }

  /// Interrupts the invocation's thread, once it is outside.
  void pull(Thread invocation) {
    inside.lock();
    try {
      invocation.interrupt();
    } finally {
      inside.unlock();
    }
  }
}
