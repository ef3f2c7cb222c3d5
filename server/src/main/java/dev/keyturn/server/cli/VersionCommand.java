package dev.keyturn.server.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `keyturn version`.
@Command(name = "version", addMethodSubcommands = false, description = "Show the version.")
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated field.
  VersionCommand() {}

  @Override
  public Integer call() {
    String version =
        Objects.requireNonNullElse(
            VersionCommand.class.getPackage().getImplementationVersion(), "from its sources");
    spec.commandLine()
        .getOut()
        .printf("keyturn %s, Java %s%n", version, Runtime.version().feature());
    return 0;
  }
}
