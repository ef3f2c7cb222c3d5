package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The same walk with boto3. The checks stand in the script; it prints each by its name, and the
/// secret values that it used.
class Boto3IT {

  @Test
  void everyCheckOfTheScriptHolds() throws Exception {
    Path script = Path.of(Boto3IT.class.getResource("/walk.py").toURI());
    try (Program program = Program.start("boto3")) {
      Tool.Result result = Tool.boto3(program, script).run();
      result
          .output()
          .lines()
          .filter(line -> line.startsWith("VALUE "))
          .forEach(line -> Evidence.secret(line.substring(6)));
      List<String> checks = result.output().lines().filter(line -> line.startsWith("ok ")).toList();
      assertThat(result.exitCode()).as("%s\n%s", checks, result.errors()).isZero();
      assertThat(checks).hasSizeGreaterThanOrEqualTo(10);
    }
  }
}
