package dev.keyturn.server.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where the server and one instance meet: the server hands in a task, the instance asks for it and
/// answers it. One task at a time, one answer to each. Thread-safe.
final class Exchange {
  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore receiving = new Semaphore(1);
  private final Condition changed = lock.newCondition();
  private final CompletableFuture<Optional<Answer>> started = new CompletableFuture<>();

  private @Nullable Task waiting;
  private @Nullable Task current;
  private String answered = "";

  /// The task whose answer has room.
  private volatile String housed = "";

  private volatile boolean crowded;
  private CompletableFuture<Answer> answer = new CompletableFuture<>();
  private CompletableFuture<Void> readiness = new CompletableFuture<>();
  private int asked;
  private @Nullable Answer end;

  /// What became of an instance's call.
  enum Reception {
    TAKEN,
    /// It is not the task that it works on.
    UNKNOWN_REQUEST,
    /// There was an answer already, or it asks for more while it owes one.
    OUT_OF_TURN
  }

  /// Done when the instance first asks for a task (empty), or cannot start (why).
  CompletableFuture<Optional<Answer>> started() {
    return started;
  }

  /// Gives the instance a task. Its answer comes with the result, also when the process ends.
  CompletableFuture<Answer> hand(Task task) {
    lock.lock();
    try {
      answer = new CompletableFuture<>();
      waiting = task;
      if (end == null) {
        changed.signalAll();
      } else {
        answer.complete(end);
      }
      return answer;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a task, as long as it takes. Who asks again takes the place of who asked before: a
  /// connection may have been lost.
  ///
  /// @return empty when the instance is at its end, asks out of turn, or has asked again
  Optional<Task> next() throws InterruptedException {
    lock.lock();
    try {
      if (current != null) {
        return Optional.empty();
      }
      started.complete(Optional.empty());
      int turn = ++asked;
      readiness.complete(null);
      changed.signalAll();
      while (waiting == null && end == null && turn == asked) {
        changed.await();
      }
      if (end != null || turn != asked) {
        return Optional.empty();
      }
      current = waiting;
      waiting = null;
      readiness = new CompletableFuture<>();
      return Optional.ofNullable(current);
    } finally {
      lock.unlock();
    }
  }

  /// Done when the instance has asked for the next task: then it has said all about the last one,
  /// also what it prints after its answer, as AWS's client for Java does with errors.
  CompletableFuture<Void> readiness() {
    lock.lock();
    try {
      return readiness;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until no other connection of the instance has a body under way: it has something to say
  /// once, and may open as many connections as it likes.
  Semaphore receive() {
    receiving.acquireUninterruptibly();
    return receiving;
  }

  /// Whether a connection has a body under way.
  boolean isReceiving() {
    return receiving.availablePermits() == 0;
  }

  /// Finds room for a large answer to the task that is worked on, for as long as its caller needs
  /// it. Waits its turn when there is none. To be called by who receives.
  ///
  /// @param places how many large answers there may be at a time, of all instances
  /// @return empty: there is room; or else what to take in place of the answer
  Optional<Answer> house(Semaphore places, Duration patience) throws InterruptedException {
    Optional<Task> task = working();
    Optional<CompletionStage<Void>> seen = task.flatMap(it -> it.invocation().answered());
    if (seen.isEmpty()) {
      return Optional.of(Answer.UNSEEN);
    }
    String id = task.get().requestId();
    return housed.equals(id) || house(places, patience, seen.get(), id)
        ? Optional.empty()
        : Optional.of(Answer.NO_ROOM);
  }

  private boolean house(
      Semaphore places, Duration patience, CompletionStage<Void> seen, String requestId)
      throws InterruptedException {
    crowded = true;
    try {
      if (!places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    } finally {
      crowded = false;
    }
    housed = requestId;
    seen.thenRun(places::release);
    return true;
  }

  /// Whether an answer waits for room.
  boolean isCrowded() {
    return crowded;
  }

  private Optional<Task> working() {
    lock.lock();
    try {
      return Optional.ofNullable(current);
    } finally {
      lock.unlock();
    }
  }

  /// Takes the answer to a request.
  Reception answer(String requestId, Answer given) {
    lock.lock();
    try {
      if (current == null || !current.requestId().equals(requestId)) {
        return answered.equals(requestId) ? Reception.OUT_OF_TURN : Reception.UNKNOWN_REQUEST;
      }
      current = null;
      answered = requestId;
      CompletableFuture<Answer> awaited = answer;
      // An instance without work keeps nothing of what it said.
      answer = new CompletableFuture<>();
      awaited.complete(given);
      return Reception.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the instance has taken the task that was handed in last.
  boolean tookLast() {
    lock.lock();
    try {
      return waiting == null;
    } finally {
      lock.unlock();
    }
  }

  /// The instance cannot start, by its own account.
  Reception failStart(Answer why) {
    return started.complete(Optional.of(why)) ? Reception.TAKEN : Reception.OUT_OF_TURN;
  }

  /// The instance is at its end: whoever waits for it is told.
  void end(Answer how) {
    lock.lock();
    try {
      end = how;
      started.complete(Optional.of(how));
      answer.complete(how);
      readiness.complete(null);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
