package dev.keyturn.server.runtime;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.OpenSockets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Ends an invocation in time, by an interrupt and by closing the sockets that it may wait for; but
/// never inside a call of this server, where an interrupt could close a file that others write to.
/// One per invocation.
final class Leash {
  private final ReentrantLock inside = new ReentrantLock();
  private final OpenSockets sockets = new OpenSockets();
  private Optional<Thread> thread = Optional.empty();
  private boolean pulled;

  /// Runs the invocation on the caller's thread, which is as before afterwards.
  <T> T during(Supplier<T> invocation) {
    begin();
    try {
      return sockets.during(invocation);
    } finally {
      end();
    }
  }

  private void begin() {
    inside.lock();
    try {
      thread = Optional.of(Thread.currentThread());
      if (pulled) {
        Thread.currentThread().interrupt();
      }
    } finally {
      inside.unlock();
    }
  }

  private void end() {
    inside.lock();
    try {
      thread = Optional.empty();
      boolean _ = Thread.interrupted();
    } finally {
      inside.unlock();
    }
  }

  /// Runs a call of this server, during which nothing is interrupted.
  ///
  /// @throws StepFailed when the invocation was ended before
  <T> T shielded(Supplier<T> call) throws StepFailed {
    inside.lock();
    try {
      if (pulled) {
        throw new StepFailed(FailureClass.TIMEOUT, "The invocation was ended", "");
      }
      return call.get();
    } finally {
      inside.unlock();
    }
  }

  boolean isPulled() {
    inside.lock();
    try {
      return pulled;
    } finally {
      inside.unlock();
    }
  }

  /// Ends the invocation, once it is outside.
  void pull() {
    inside.lock();
    try {
      pulled = true;
      thread.ifPresent(Thread::interrupt);
      sockets.close();
    } finally {
      inside.unlock();
    }
  }
}
