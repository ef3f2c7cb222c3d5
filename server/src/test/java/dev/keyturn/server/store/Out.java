package dev.keyturn.server.store;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// The standard output of a child, for what its parent reads; logs go to the standard error.
final class Out {
  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private Out() {}

  static void only() {
    System.setOut(System.err);
  }

  static void line(String line) {
    OUT.println(line);
  }
}
