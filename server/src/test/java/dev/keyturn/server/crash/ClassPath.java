package dev.keyturn.server.crash;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// The class path of this process for another one, with its folders packed into jars: the JVM
/// archives classes of jars only, and starts twice as fast with an archive.
final class ClassPath {
  private ClassPath() {}

  /// @param folder where the jars are made
  static String packed(Path folder) {
    try {
      Files.createDirectories(folder);
      List<String> entries = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path jar = folder.resolve(entries.size() + ".jar");
        entries.add(Files.isDirectory(Path.of(entry)) ? pack(Path.of(entry), jar) : entry);
      }
      return String.join(File.pathSeparator, entries);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(file);
        Stream<Path> found = Files.walk(classes)) {
      packed.setLevel(0);
      for (Path path : found.toList()) {
        add(classes.relativize(path).toString(), path, packed);
      }
    }
    return jar.toString();
  }

  /// Folders have entries too: resources are looked for in them.
  private static void add(String name, Path path, JarOutputStream packed) throws IOException {
    if (Files.isRegularFile(path)) {
      packed.putNextEntry(new JarEntry(name));
      Files.copy(path, packed);
    } else if (!name.isEmpty()) {
      packed.putNextEntry(new JarEntry(name + "/"));
    }
  }
}
