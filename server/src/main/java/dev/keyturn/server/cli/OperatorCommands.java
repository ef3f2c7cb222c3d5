package dev.keyturn.server.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// What an operator can do about a rotation: one command for each operation.
final class OperatorCommands {
  private OperatorCommands() {}

  static List<OperatorCommand> all(Map<String, String> environment) {
    return List.of(
        new Retry(environment),
        new Resume(environment),
        new Abandon(environment),
        new Restore(environment));
  }

  @Command(
      name = "retry",
      description = "Go on at once with a rotation that waits, also when it waits for an operator.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  keyturn rotation retry app/database",
        "  keyturn rotation retry app/database --wait"
      })
  private static final class Retry extends OperatorCommand {
    Retry(Map<String, String> environment) {
      super(environment, "RetryRotation", "The rotation goes on.");
    }
  }

  @Command(
      name = "resume",
      description = {
        "Go on with a rotation that was cancelled, or after which nobody knows what the target holds.",
        "Rotation is turned on again, and the walk begins anew with its own version."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  keyturn rotation resume app/database --wait"})
  private static final class Resume extends OperatorCommand {
    Resume(Map<String, String> environment) {
      super(environment, "ResumeRotation", "The rotation goes on.");
    }
  }

  @Command(
      name = "abandon",
      description = {
        "Give a rotation up that is under way or was cancelled.",
        "AWSPENDING goes. Where the target may have been touched, a built-in function makes it agree"
            + " with AWSCURRENT; of a function of your own, only you can say that it does."
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  keyturn rotation abandon app/database --wait",
        "  keyturn rotation abandon app/database --target-agrees"
      })
  private static final class Abandon extends OperatorCommand {
    @Option(
        names = "--target-agrees",
        description = "Your word that AWSCURRENT opens the target: try it first.")
    private boolean targetAgrees;

    Abandon(Map<String, String> environment) {
      super(environment, "AbandonRotation", "The rotation is given up.");
    }

    @Override
    Map<String, Object> input() {
      return targetAgrees ? Map.of("TargetAgrees", true) : Map.of();
    }

    @Override
    boolean succeeded(JsonNode rotation) {
      return true;
    }
  }

  @Command(
      name = "restore",
      description = {
        "Make the target hold AWSCURRENT's credential again, or AWSPREVIOUS's.",
        "For a target that was restored from a backup, or whose password somebody changed. AWSPREVIOUS"
            + " becomes AWSCURRENT once the target holds it. A rotation that is under way is given up."
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  keyturn rotation restore app/database --wait",
        "  keyturn rotation restore app/database --to AWSPREVIOUS --wait"
      })
  private static final class Restore extends OperatorCommand {
    @Option(
        names = "--to",
        paramLabel = "LABEL",
        description = "AWSCURRENT (default) or AWSPREVIOUS.",
        defaultValue = "AWSCURRENT")
    private String label = "AWSCURRENT";

    Restore(Map<String, String> environment) {
      super(environment, "RestoreTarget", "The target is being restored.");
    }

    @Override
    Map<String, Object> input() {
      return Map.of("VersionStage", label);
    }
  }
}
