package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealedEnvironmentTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "ODD", "a 'b' \"c\" $(id) `id` $HOME \\ ä",
          "IFS", "012",
          "PATH", "/nowhere",
          "UID", "7",
          "LD_PRELOAD", "/tmp/evil.so",
          "KEYTURN_N", "0",
          "not a name", "x");

  @Test
  void noProgramOnTheWaySeesWhatAFunctionIsGiven() {
    Map<String, String> sealed = SealedEnvironment.seal(VARIABLES);
    assertThat(sealed.keySet()).doesNotContain("LD_PRELOAD", "ODD", "IFS");
    assertThat(sealed.get("PATH")).startsWith("/usr/local/bin");
  }

  @Test
  void theFunctionSeesItUnderItsNamesAndNothingOfTheEnvelope() throws IOException {
    Map<String, String> given = new LinkedHashMap<>(VARIABLES);
    given.put("LINES", "one\ntwo");
    List<String> command = new ArrayList<>(SealedEnvironment.opener());
    command.addAll(List.of("/usr/bin/env", "-0"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(SealedEnvironment.seal(given));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.split("\0", -1))
        .contains(
            "ODD=" + VARIABLES.get("ODD"),
            "IFS=012",
            "PATH=/nowhere",
            "LD_PRELOAD=/tmp/evil.so",
            "LINES=one\ntwo")
        .noneMatch(line -> line.startsWith("KEYTURN"));
  }
}
