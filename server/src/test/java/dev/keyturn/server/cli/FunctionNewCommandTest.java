package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is generated passes its own tests: run for Python and Node, whose tests need no package.
class FunctionNewCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String name, String runtime, String strategy) {
    return new CommandLineProgram(
            _ -> {
              throw new IllegalStateException("no server is needed");
            },
            Map.of())
        .to(new PrintWriter(out), new PrintWriter(err))
        .run(
            "function",
            "new",
            name,
            "--runtime",
            runtime,
            "--strategy",
            strategy,
            "--folder",
            made().toString());
  }

  private Path made() {
    return folder.resolve("made");
  }

  private String tests(String... command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(made().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = builder.start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output);
    assertThat(ended && process.exitValue() == 0).as(text).isTrue();
    return text;
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "alternating", "two-credentials"})
  void aFunctionInPythonPassesItsTests(String strategy) throws Exception {
    assertThat(run("rotate-it", "python", strategy)).isZero();
    assertThat(tests("python3", "-m", "unittest", "discover", "-s", "tests"))
        .containsPattern("Ran (19|2\\d) tests")
        .contains("OK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "alternating", "two-credentials"})
  void aFunctionForNodePassesItsTests(String strategy) throws Exception {
    assertThat(run("rotate-it", "node", strategy)).isZero();
    assertThat(tests("node", "--test")).containsPattern("pass 2\\d").contains("fail 0");
  }

  @ParameterizedTest
  @CsvSource({"python,target.py", "node,target.mjs", "java,src/main/java/function/Target.java"})
  void theOnlyOpenPlaceSaysWhatToWrite(String runtime, String target) throws Exception {
    for (String strategy : List.of("single", "alternating", "two-credentials")) {
      Path made = folder.resolve(strategy);
      Scaffold.of(runtime, strategy).write("rotate-it", made);
      assertThat(Files.readString(made.resolve(target))).contains("credential", "check", "close");
      try (Stream<Path> files = Files.walk(made)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file)).as(file.toString()).doesNotContain("{{", "TODO");
        }
      }
    }
  }

  @Test
  void theReadmeHasTheCommandsUnderTheFunctionsName() throws Exception {
    assertThat(run("rotate-it", "python", "single")).isZero();
    assertThat(Files.readString(made().resolve("README.md")))
        .contains(
            "create-function --function-name rotate-it",
            "add-permission --function-name rotate-it",
            "function:rotate-it",
            "keyturn function test rotate-it");
    assertThat(out.toString()).contains("target.py", "unittest", "README.md");
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    Files.createDirectories(made());
    Files.writeString(made().resolve("mine"), "kept");
    assertThat(run("rotate-it", "python", "single")).isEqualTo(1);
    assertThat(err.toString()).contains("There is something in").contains("--folder");
    try (Stream<Path> inside = Files.list(made())) {
      assertThat(inside).hasSize(1);
    }
  }

  @Test
  void anEmptyFolderIsTaken() throws Exception {
    Files.createDirectories(made());
    assertThat(run("rotate-it", "node", "single")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "rotate-it,cobol,single,--runtime is python or node or java",
    "rotate-it,python,sometimes,--strategy is single or alternating or two-credentials",
    "../rotate,python,single,A function's name"
  })
  void aWrongWordIsRefused(String name, String runtime, String strategy, String text) {
    assertThat(run(name, runtime, strategy)).isEqualTo(1);
    assertThat(err.toString()).contains(text);
    assertThat(made()).doesNotExist();
  }
}
