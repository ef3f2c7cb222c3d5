package dev.keyturn.server.runtime;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Outcome.Succeeded;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A function at work. Its time-out is reported only when it has ended, and with it the connection
/// to the target.
record BuiltInInvocation(FutureTask<Outcome> task, Leash leash, Duration limit) {

  /// What is over by then counts as quick.
  private static final Duration INSTANT = Duration.ofMillis(50);

  Outcome await() {
    return await(limit);
  }

  /// @param slow run when it is not over in an instant
  Outcome await(Runnable slow) {
    if (isOverSoon()) {
      return task.resultNow();
    }
    slow.run();
    return await(limit.minus(INSTANT));
  }

  private boolean isOverSoon() {
    try {
      task.get(INSTANT.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("The task catches everything", impossible);
    }
  }

  private Outcome await(Duration left) {
    try {
      return task.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return ended("did not end within " + limit.toMillis() + " ms");
    } catch (InterruptedException _) {
      Outcome outcome = ended("was ended because the server stops");
      Thread.currentThread().interrupt();
      return outcome;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("The task catches everything", impossible);
    }
  }

  /// What was done in the last moment counts; how it failed because it was ended does not.
  private Outcome ended(String why) {
    leash.pull();
    awaitEnd();
    return task.resultNow() instanceof Succeeded done
        ? done
        : new Failed(
            FailureClass.TIMEOUT,
            "The function " + why + "; its connection to the target was closed",
            "See whether the target is slow or blocked; the rotation is tried again by itself.");
  }

  private void awaitEnd() {
    boolean interrupted = false;
    while (!task.isDone()) {
      try {
        task.get();
      } catch (InterruptedException _) {
        interrupted = true;
      } catch (ExecutionException impossible) {
        throw new IllegalStateException("The task catches everything", impossible);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
