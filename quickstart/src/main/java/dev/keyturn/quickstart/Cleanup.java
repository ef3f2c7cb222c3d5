package dev.keyturn.quickstart;

import java.util.ArrayDeque;
import java.util.Deque;

/// What has to be undone, the last thing first, exactly once: at the end of the run, or when the
/// virtual machine is told to stop. Thread-safe.
final class Cleanup implements AutoCloseable {
  private final Deque<AutoCloseable> tasks = new ArrayDeque<>();
  private boolean closed;

  /// A list that is also worked off at Ctrl-C and SIGTERM.
  static Cleanup atExit() {
    Cleanup cleanup = new Cleanup();
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::close, "cleanup"));
    return cleanup;
  }

  /// Adds a task. When the end has already come it is done at once, so that nothing that was just
  /// being started is left behind.
  synchronized <T extends AutoCloseable> T add(T task) {
    if (closed) {
      undo(task);
    } else {
      tasks.push(task);
    }
    return task;
  }

  /// Whether the end has begun: failures from here on are its consequence.
  synchronized boolean closed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!tasks.isEmpty()) {
      undo(tasks.pop());
    }
  }

  private static void undo(AutoCloseable task) {
    try {
      task.close();
    } catch (Exception failed) {
      // One that fails must not keep the others from being undone.
      System.err.println("While cleaning up: " + failed);
    }
  }
}
