package dev.keyturn.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.config.Setting.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The page on configuration and the table of settings say the same.
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  @ParameterizedTest
  @EnumSource
  void thePageHasEachSetting(Setting setting) throws IOException {
    String option =
        switch (setting.kind()) {
          case ENVIRONMENT -> "none";
          case SECRET -> "`--" + setting.key() + "-file FILE`";
          case FLAG -> "`--" + setting.key() + "`";
          case TEXT, LIST, TABLE -> "`--" + setting.key() + " " + setting.placeholder() + "`";
        };
    String variable =
        "`"
            + setting.variable()
            + "`"
            + (setting.kind() == Kind.SECRET ? ", `" + setting.variable() + "_FILE`" : "");
    String fallback = setting.shownDefault();
    String start = "| " + option.replace("|", "\\|") + " | ";
    String end =
        " | %s | %s | %s |"
            .formatted(
                variable, fallback.isEmpty() ? "" : "`" + fallback + "`", setting.description());
    assertThat(Files.readAllLines(PAGE))
        .as("a line '%s…%s' in docs/configuration.md", start, end)
        .anyMatch(line -> line.startsWith(start) && line.endsWith(end));
  }
}
