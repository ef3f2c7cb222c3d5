package dev.keyturn.server.cli;

import java.io.PrintWriter;

/// What is going on: one live line at a terminal, a line for each change elsewhere.
final class Progress {
  private final PrintWriter out;
  private final boolean live;
  private String shown = "";

  Progress(PrintWriter out, boolean live) {
    this.out = out;
    this.live = live;
  }

  void show(String text) {
    if (text.equals(shown)) {
      return;
    }
    if (live) {
      out.print("\r" + text + " ".repeat(Math.max(0, shown.length() - text.length())));
    } else {
      out.println(text);
    }
    out.flush();
    shown = text;
  }

  /// Leaves the line to what follows.
  void end() {
    if (live && !shown.isEmpty()) {
      out.println();
      out.flush();
    }
  }
}
