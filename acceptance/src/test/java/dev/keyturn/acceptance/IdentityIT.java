package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The Query protocol with the unmodified AWS CLI.
class IdentityIT {
  private static Program program;

  @BeforeAll
  static void start() throws Exception {
    program = Program.start("identity");
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  @Test
  void tellsACallerWhoItIs() throws Exception {
    JsonNode identity = Tool.awsCli(program, "sts").json("get-caller-identity");

    assertThat(identity.required("Account").asString()).isEqualTo(Program.ACCOUNT);
    assertThat(identity.required("UserId").asString()).isEqualTo(Program.ACCOUNT);
    assertThat(identity.required("Arn").asString())
        .isEqualTo("arn:aws:iam::" + Program.ACCOUNT + ":root");
  }
}
