package dev.keyturn.server.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Cuts a stream of bytes into the events of a log: a line is one, and a carriage return inside it
/// is a line break of that event, as in AWS's own runtimes. A line beyond the limit is cut off with
/// a mark. For one thread.
final class LineSplitter {
  static final int LONGEST = 256 * 1024;
  static final String CUT = "… [cut off by Keyturn]";

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> events;
  private boolean cut;

  LineSplitter(Consumer<String> events) {
    this.events = events;
  }

  void take(byte[] bytes, int length) {
    int from = 0;
    for (int at = 0; at < length; at++) {
      if (bytes[at] == '\n') {
        keep(bytes, from, at);
        flush();
        from = at + 1;
      }
    }
    keep(bytes, from, length);
  }

  private void keep(byte[] bytes, int from, int to) {
    int room = Math.min(to - from, LONGEST - line.size());
    line.write(bytes, from, room);
    cut |= room < to - from;
  }

  /// Ends the line that has begun, if any.
  void end() {
    if (line.size() > 0) {
      flush();
    }
  }

  private void flush() {
    String text = line.toString(StandardCharsets.UTF_8);
    boolean marked = cut;
    line.reset();
    cut = false;
    events.accept(
        (text.endsWith("\r") ? text.substring(0, text.length() - 1) : text)
            .replace('\r', '\n')
            .concat(marked ? CUT : ""));
  }
}
