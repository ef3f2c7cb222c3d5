package dev.keyturn.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `keyturn account`: the accounts of a server.
@Command(
    name = "account",
    description = {
      "Make and list accounts, which know nothing of each other.",
      "It takes the access key of the first account's administrator."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  keyturn account create --name payments --credentials payments.credentials",
      "  keyturn account list"
    })
final class AccountCommand implements Runnable {
  private static final String SECRET = "SecretAccessKey";

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated field.
  AccountCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public void run() {
    spec.commandLine().usage(out());
  }

  /// What a new account is made with.
  static final class Wish {
    @Option(
        names = "--id",
        paramLabel = "NUMBER",
        description = "Its twelve digits. Default: a number at random.")
    private Optional<String> id = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", description = "What people call it.")
    private Optional<String> name = Optional.empty();

    Map<String, String> input() {
      Map<String, String> input = new HashMap<>();
      id.ifPresent(given -> input.put("AccountId", given));
      name.ifPresent(given -> input.put("Name", given));
      return input;
    }
  }

  @Command(
      name = "create",
      description = {
        "Make an account with an administrator of its own.",
        "The secret of the administrator's access key is told once, here or in the file."
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  keyturn account create",
        "  keyturn account create --id 111122223333 --credentials other.credentials"
      })
  void create(
      @Mixin Wish wish,
      @Option(
              names = "--credentials",
              paramLabel = "FILE",
              description =
                  "A new file for the access key, which only you can read: profile keyturn of an AWS shared-credentials file.")
          @Nullable Path file,
      @Mixin Connection connection,
      @Mixin RotationCommand.Output output)
      throws InterruptedException {
    try (KeyturnClient client = connection.open(environment, "")) {
      if (file == null) {
        JsonNode made = client.call("CreateAccount", wish.input());
        output.print(out(), made, () -> tell(made));
      } else {
        // Before the account: an access key that cannot be kept would be lost.
        CredentialsFile kept = CredentialsFile.claim(file);
        ObjectNode made =
            (ObjectNode) kept.orGone(() -> client.call("CreateAccount", wish.input()));
        kept.write(text(made, "AccessKeyId"), text(made, SECRET));
        made.remove(SECRET);
        output.print(out(), made, () -> tell(made));
      }
    }
  }

  private void tell(JsonNode made) {
    out().println("Account " + text(made, "AccountId"));
    out().println("Access key of its administrator: " + text(made, "AccessKeyId"));
    if (made.has(SECRET)) {
      out().println("Its secret, which is shown this once: " + text(made, SECRET));
    }
  }

  @Command(
      name = "list",
      description = "List the accounts of the server.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  keyturn account list --json"})
  void list(@Mixin Connection connection, @Mixin RotationCommand.Output output)
      throws InterruptedException {
    try (KeyturnClient client = connection.open(environment, "")) {
      List<JsonNode> accounts = new ArrayList<>();
      Map<String, Object> input = new HashMap<>();
      JsonNode page;
      do {
        page = client.call("ListAccounts", input);
        page.path("Accounts").forEach(accounts::add);
        input.put("NextToken", page.path("NextToken").asString(""));
      } while (page.hasNonNull("NextToken"));
      JsonNode all = KeyturnClient.JSON.valueToTree(Map.of("Accounts", accounts));
      output.print(out(), all, () -> accounts.forEach(this::line));
    }
  }

  private void line(JsonNode account) {
    out()
        .println(
            "%s  %s  %s"
                .formatted(
                    text(account, "AccountId"), text(account, "AccessKeyId"), text(account, "Name"))
                .stripTrailing());
  }

  private static String text(JsonNode answer, String member) {
    return answer.path(member).asString("");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
