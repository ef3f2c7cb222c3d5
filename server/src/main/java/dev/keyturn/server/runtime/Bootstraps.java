package dev.keyturn.server.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The programs of ours that run in front of functions, written out for their interpreters.
final class Bootstraps {
  static final String PYTHON = "bootstrap.py";
  static final String NODE = "bootstrap.js";
  static final String FORWARDER = "forward.py";
  private static final List<String> ALL = List.of(PYTHON, NODE, FORWARDER);

  private Bootstraps() {}

  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : ALL) {
      try (InputStream in = Bootstraps.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IOException("The program lacks its " + name);
        }
        Path file = folder.resolve(name);
        Files.copy(in, file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
      }
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    return folder;
  }
}
