package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Keyturn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher around a program of our own, so that the program can be replaced.
class LauncherIT {
  private static final String SOURCE =
      """
      package dev.keyturn.server;
      public class Launcher {
        public static void main(String[] arguments) throws Exception {
          System.out.println(Release.NAME.toString());
          if (arguments.length > 1) {
            System.out.println("Keyturn answers at http://127.0.0.1:1");
            Thread.sleep(arguments[1].equals("--data") ? 60_000 : 0);
          }
        }
      }
      class Release {
        static final StringBuilder NAME = new StringBuilder("NAME");
      }
      """;

  @TempDir private Path root;

  @Test
  void aCacheOfAnEarlierReleaseIsNeverRun() throws Exception {
    Files.createDirectories(root.resolve(".mvn"));
    Files.copy(Keyturn.root().resolve("keyturn"), root.resolve("keyturn"));
    Files.copy(Keyturn.root().resolve(".mvn/find-jdk"), root.resolve(".mvn/find-jdk"));
    release("first");
    run("aot");
    assertThat(run("server")).isEqualTo("first\n");
    release("later");
    assertThat(run("server")).isEqualTo("later\n");
  }

  /// Puts a program in place whose jar has another time, but not another length.
  private void release(String name) throws IOException {
    Path classes = Files.createDirectories(root.resolve("classes"));
    Path source =
        Files.writeString(root.resolve("Launcher.java"), SOURCE.replace("NAME\"", name + "\""));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertThat(failed).isZero();
    Path library = Files.createDirectories(root.resolve("server/target/keyturn/lib"));
    Path jar = library.resolve("keyturn-server.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String type : new String[] {"Launcher", "Release"}) {
        String entry = "dev/keyturn/server/" + type + ".class";
        out.putNextEntry(new JarEntry(entry));
        Files.copy(classes.resolve(entry), out);
      }
    }
  }

  private String run(String command) throws Exception {
    Path output = root.resolve(command + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("keyturn").toString(), command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(Map.copyOf(Keyturn.command().environment()));
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }
}
