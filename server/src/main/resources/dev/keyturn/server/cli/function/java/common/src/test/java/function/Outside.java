package function;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Everything beyond the process. Dies once, before or after the call with a given number took effect. */
final class Outside {
  final List<String> calls = new ArrayList<>();
  private int diesAt;
  private boolean afterEffect;
  private boolean dead;

  void dieAt(int call, boolean after) {
    diesAt = call;
    afterEffect = after;
  }

  void restart() {
    calls.clear();
    diesAt = 0;
    dead = false;
  }

  <T> T call(String name, Supplier<T> effect) {
    if (dead) {
      throw new Crash();
    }
    calls.add(name);
    dead = calls.size() == diesAt;
    if (!dead) {
      return effect.get();
    }
    if (afterEffect) {
      try {
        effect.get();
      } catch (RuntimeException unseen) {
        // The process does not live to see it.
      }
    }
    throw new Crash();
  }
}
