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

/// The classes of this process for others that start quickly. The JVM archives classes of jars
/// only, so that folders are packed into jars; the first process that ends by itself makes the
/// archive, and all later ones of this test run start twice as fast. Thread-safe.
final class Program {
  private static final class Shared {
    static final Program PROGRAM = make();
  }

  private static final String MAKE = "-XX:ArchiveClassesAtExit=";

  private final String classPath;
  private final Path archive;
  private final Path begun;
  private boolean beingMade;

  private Program(String classPath, Path folder) {
    this.classPath = classPath;
    this.archive = folder.resolve("archive.jsa");
    this.begun = folder.resolve("begun.jsa");
  }

  /// The one of this process, which takes it with it.
  static Program shared() {
    return Shared.PROGRAM;
  }

  /// What a JVM has to be told to run it.
  synchronized List<String> options() {
    List<String> options = new ArrayList<>(List.of("-cp", classPath));
    if (Files.exists(archive)) {
      options.add("-XX:SharedArchiveFile=" + archive);
    } else if (!beingMade) {
      beingMade = true;
      options.add(MAKE + begun);
    }
    return options;
  }

  /// A process that was told these options is gone: only now its archive is whole.
  synchronized void ended(List<String> options) throws IOException {
    if (options.contains(MAKE + begun)) {
      beingMade = false;
      if (Files.exists(begun)) {
        Files.move(begun, archive);
      }
    }
  }

  private static Program make() {
    try {
      Path folder = Files.createTempDirectory("keyturn-crash");
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> delete(folder)));
      return new Program(packed(folder), folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String packed(Path folder) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = folder.resolve(entries.size() + ".jar");
      entries.add(Files.isDirectory(Path.of(entry)) ? pack(Path.of(entry), jar) : entry);
    }
    return String.join(File.pathSeparator, entries);
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

  /// Deletes a folder with all that is in it.
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
