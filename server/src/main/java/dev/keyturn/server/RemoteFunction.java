package dev.keyturn.server;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.server.config.OutwardUrl;
import dev.keyturn.server.config.Setting;
import dev.keyturn.server.config.Settings;
import dev.keyturn.server.config.SettingsRefused;
import dev.keyturn.server.config.Spelling;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A function that runs elsewhere, as it was configured.
///
/// @param account the only account that it exists in; empty: in every
/// @param ca a PEM file of authorities, in addition to the platform's
/// @param limit how long it works at most
public record RemoteFunction(
    Place place, Optional<AccountId> account, Optional<Path> ca, Duration limit) {
  private static final Duration USUAL = Duration.ofSeconds(30);

  /// Longer than AWS's own limit of 30 s for templates, because its clock starts later.
  private static final Duration USUAL_ON_AWS = Duration.ofSeconds(60);

  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final Set<String> KEYS =
      Set.of(
          "url",
          "secret-file",
          "aws-function",
          "endpoint",
          "credentials-file",
          "profile",
          "account",
          "ca",
          "timeout");

  /// Where it is, and who calls it.
  public sealed interface Place {
    URI url();
  }

  /// An endpoint of the operator's.
  ///
  /// @param secret the file with what calls are signed with
  public record Endpoint(URI url, Path secret) implements Place {}

  /// A function in AWS.
  ///
  /// @param url where it is invoked
  /// @param credentials an AWS shared-credentials file
  public record OnAws(URI url, String region, Path credentials, String profile) implements Place {}

  /// All that are configured, by name.
  ///
  /// @throws SettingsRefused when one cannot be used
  static Map<String, RemoteFunction> all(Settings settings) {
    Map<String, RemoteFunction> functions = new HashMap<>();
    settings
        .table(Setting.REMOTE_FUNCTIONS)
        .forEach((name, row) -> functions.put(name, new Row(name, row).read()));
    return functions;
  }

  /// What is configured of one.
  private record Row(String name, Map<String, String> cells) {

    RemoteFunction read() {
      if (!name.matches("[A-Za-z0-9-_]{1,64}")) {
        throw refused("is no function's name: letters, digits, hyphens and underscores");
      }
      cells.keySet().stream()
          .filter(key -> !KEYS.contains(key))
          .findFirst()
          .ifPresent(key -> {
            throw refused(
                "has no setting "
                    + key
                    + Spelling.nearest(key, KEYS)
                        .map(it -> ": did you mean " + it + "?")
                        .orElse(""));
          });
      if (cells.containsKey("url") == cells.containsKey("aws-function")) {
        throw refused("has either url, an HTTPS endpoint of yours, or aws-function, an ARN");
      }
      boolean endpoint = cells.containsKey("url");
      return new RemoteFunction(
          endpoint ? endpoint() : onAws(),
          text("account").map(this::account),
          text("ca").map(Path::of),
          text("timeout").map(this::time).orElse(endpoint ? USUAL : USUAL_ON_AWS));
    }

    private Endpoint endpoint() {
      Path secret =
          text("secret-file")
              .map(Path::of)
              .orElseThrow(() ->
                  refused("needs secret-file, what calls are signed with: openssl rand -hex 32"));
      return new Endpoint(url("url", text("url").orElse("")), secret);
    }

    private OnAws onAws() {
      Arn arn =
          Arn.parse(text("aws-function").orElse(""))
              .filter(it -> it.service().equals("lambda"))
              .filter(it -> it.resource().matches("function:[A-Za-z0-9-_]+(:[A-Za-z0-9-_$]+)?"))
              .orElseThrow(() ->
                  refused(
                      "has as aws-function an ARN such as arn:aws:lambda:REGION:ACCOUNT:function:NAME"));
      URI base =
          url(
              "endpoint",
              text("endpoint").orElse("https://lambda." + arn.region() + ".amazonaws.com"));
      String function = arn.resource().substring("function:".length());
      return new OnAws(
          base.resolve(
              "/2015-03-31/functions/"
                  + function.replace("$", "%24").replace(":", "%3A")
                  + "/invocations"),
          arn.region(),
          text("credentials-file")
              .map(Path::of)
              .orElseThrow(() -> refused("needs credentials-file, an AWS shared-credentials file")),
          text("profile").orElse("default"));
    }

    private Optional<String> text(String key) {
      return Optional.ofNullable(cells.get(key)).filter(it -> !it.isBlank());
    }

    private AccountId account(String text) {
      if (!text.matches("\\d{12}")) {
        throw refused("has an account of twelve digits, unlike '" + text + "'");
      }
      return new AccountId(text);
    }

    private Duration time(String text) {
      if (text.matches("\\d{1,5}s")) {
        Duration time = Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
        if (time.isPositive() && time.compareTo(LONGEST) <= 0) {
          return time;
        }
      }
      throw refused("has a timeout from 1s to 900s, not '" + text + "'");
    }

    private URI url(String key, String text) {
      return OutwardUrl.parse(text)
          .orElseThrow(() ->
              refused(
                  "has a %s that is no URL such as https://functions.example.org/rotate: %s"
                      .formatted(key, OutwardUrl.RULE)));
    }

    private SettingsRefused refused(String cause) {
      return new SettingsRefused("The remote function " + name + " " + cause + ".");
    }
  }
}
