package dev.keyturn.server.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `keyturn function new`: a rotation function whose only open place is the target.
@Command(
    name = "new",
    description = {
      "Write a rotation function into a new folder: all four steps, with tests that pass.",
      "One small file is left to fill in: what is done at the target."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  keyturn function new rotate-billing --runtime python --strategy single",
      "  keyturn function new rotate-api --runtime node --strategy two-credentials --folder functions/api"
    })
final class FunctionNewCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-_]{0,63}");

  @Parameters(paramLabel = "NAME", description = "The function's name.")
  private String name;

  @Option(
      names = "--runtime",
      required = true,
      paramLabel = "python|node|java",
      description = "What it is written in.")
  private String runtime;

  @Option(
      names = "--strategy",
      required = true,
      paramLabel = "single|alternating|two-credentials",
      description = {
        "single: one user changes his own password.",
        "alternating: two users take turns, and a superuser sets their passwords.",
        "two-credentials: one owner holds two keys, and the target makes them."
      })
  private String strategy;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where to write it. Default: a folder of the function's name")
  private Optional<Path> folder = Optional.empty();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
  FunctionNewCommand() {}

  @Override
  public Integer call() {
    if (!NAME.matcher(name).matches()) {
      throw new ClientRefused(
          "A function's name has at most 64 letters, digits, hyphens and underscores, unlike '%s'."
              .formatted(name));
    }
    Scaffold scaffold = Scaffold.of(runtime, strategy);
    Path written = folder.orElseGet(() -> Path.of(name));
    scaffold.write(name, written);
    var out = spec.commandLine().getOut();
    out.println("%s: a rotation function with tests".formatted(written));
    out.println("  Fill in   %s".formatted(written.resolve(scaffold.openPlace())));
    out.println("  Test it   (cd %s && %s)".formatted(written, scaffold.tests()));
    out.println("  Then      %s".formatted(written.resolve("README.md")));
    out.flush();
    return 0;
  }
}
