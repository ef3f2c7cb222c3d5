package dev.keyturn.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a request says under the condition keys that policies ask for: found out when a key is
/// first asked for, and kept for the rest of the decision, for the statements of one caller ask for
/// the same few keys again and again. Used by one thread.
final class Answers implements Context {
  private final Context context;
  private final Map<String, Answer> known = new HashMap<>();
  private String lastKey = "";
  private Answer last = new Answer(List.of());

  /// The values of one key.
  static final class Answer {
    private final List<String> texts;
    private final Given[] values;

    private Answer(List<String> texts) {
      this.texts = texts;
      this.values = texts.stream().map(Given::new).toArray(Given[]::new);
    }

    int size() {
      return values.length;
    }

    Given get(int i) {
      return values[i];
    }
  }

  Answers(Context context) {
    this.context = context;
  }

  @Override
  public List<String> values(String key) {
    return to(key).texts;
  }

  /// @param key as [Context#name] writes it
  Answer to(String key) {
    if (!key.equals(lastKey)) {
      last = known(key);
      lastKey = key;
    }
    return last;
  }

  private Answer known(String key) {
    Answer before = known.get(key);
    if (before != null) {
      return before;
    }
    Answer found = new Answer(context.values(key));
    known.put(key, found);
    return found;
  }
}
