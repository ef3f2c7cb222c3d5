package dev.keyturn.server.store;

import java.io.IOException;
import java.nio.file.Path;

/// Opens a store, says so and keeps it until it is killed.
final class StoreHolder {
  private StoreHolder() {}

  public static void main(String[] arguments) throws IOException {
    Out.only();
    try (var store = SqlStore.embedded(Path.of(arguments[0]), 1 << 20)) {
      Out.line("open");
      System.in.read();
    }
  }
}
