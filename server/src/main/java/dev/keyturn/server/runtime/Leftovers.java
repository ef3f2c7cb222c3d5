package dev.keyturn.server.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/// What an instance holds, given back in the opposite order.
final class Leftovers implements Runnable {
  private final Deque<AutoCloseable> held = new ArrayDeque<>();

  <T extends AutoCloseable> T keep(T thing) {
    held.push(thing);
    return thing;
  }

  @Override
  public void run() {
    while (!held.isEmpty()) {
      Quietly.close(held.pop());
    }
  }
}
