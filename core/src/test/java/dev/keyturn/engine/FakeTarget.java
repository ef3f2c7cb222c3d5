package dev.keyturn.engine;

import java.util.ArrayList;
import java.util.List;

/// What a rotation changes: something that opens with one password. Thread-safe.
final class FakeTarget {
  private String password;
  private boolean down;
  private int rejections;
  private final List<String> refused = new ArrayList<>();

  FakeTarget(String password) {
    this.password = password;
  }

  synchronized boolean opens(String attempt) {
    boolean opens = password.equals(attempt);
    if (!opens) {
      refused.add(attempt);
    }
    return opens;
  }

  synchronized boolean holds(String attempt) {
    return password.equals(attempt);
  }

  synchronized void set(String other) {
    password = other;
  }

  /// Its policy takes none of the next passwords.
  synchronized void reject(int passwords) {
    rejections = passwords;
  }

  synchronized boolean takesNext() {
    return rejections-- <= 0;
  }

  synchronized void down(boolean isDown) {
    down = isDown;
  }

  synchronized boolean isDown() {
    return down;
  }

  /// What it was tried to open with in vain.
  synchronized List<String> refused() {
    return List.copyOf(refused);
  }
}
