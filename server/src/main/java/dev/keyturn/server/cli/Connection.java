package dev.keyturn.server.cli;

import dev.keyturn.identity.Arn;
import dev.keyturn.rotators.target.TargetTrust;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;

/// Which server a command calls, and as whom.
final class Connection {
  private static final String OWN_PROFILE = "keyturn";
  private static final String SERVICE = "keyturn";

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description =
          "The server. Default: KEYTURN_ENDPOINT, then AWS_ENDPOINT_URL, then http://127.0.0.1:7117")
  private Optional<String> endpoint = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "A data folder whose file 'credentials' holds the access key. Default: ./keyturn-data")
  private Path data = Path.of("./keyturn-data");

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "A profile of the AWS shared-credentials file, before all else.")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Default: the ARN's, then AWS_REGION, AWS_DEFAULT_REGION, us-east-1")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Certificates (PEM) that the server may be signed by, too. Default: KEYTURN_CA")
  private Optional<Path> authorities = Optional.empty();

  /// A client.
  ///
  /// @param secretId what is asked about; its region counts when it is an ARN
  KeyturnClient open(Map<String, String> environment, String secretId) {
    return open(environment, secretId, SERVICE);
  }

  /// A client of another service than Keyturn's own, such as `secretsmanager`.
  KeyturnClient open(Map<String, String> environment, String arn, String service) {
    return new KeyturnClient(
        endpoint(environment),
        trust(environment),
        new RequestSigner(accessKey(environment), region(environment, arn), service),
        InstantSource.system());
  }

  private Optional<SSLContext> trust(Map<String, String> environment) {
    Optional<Path> file =
        authorities.or(() -> Optional.ofNullable(environment.get("KEYTURN_CA")).map(Path::of));
    try {
      return file.map(it -> TargetTrust.of(Optional.of(it)).context());
    } catch (IllegalArgumentException unreadable) {
      throw new ClientRefused(
          "The file %s of --ca holds no certificates (PEM), or cannot be read."
              .formatted(file.orElseThrow()));
    }
  }

  private URI endpoint(Map<String, String> environment) {
    String text =
        endpoint
            .or(() -> Optional.ofNullable(environment.get("KEYTURN_ENDPOINT")))
            .or(() -> Optional.ofNullable(environment.get("AWS_ENDPOINT_URL")))
            .orElse("http://127.0.0.1:7117");
    if (!text.matches("https?://[^/?#]+/?")) {
      throw new ClientRefused(
          "The endpoint " + text + " is no URL such as http://127.0.0.1:7117. Check --endpoint.");
    }
    return URI.create(text);
  }

  private String region(Map<String, String> environment, String secretId) {
    return region
        .or(() -> Arn.parse(secretId).map(Arn::region))
        .or(() -> Optional.ofNullable(environment.get("AWS_REGION")))
        .or(() -> Optional.ofNullable(environment.get("AWS_DEFAULT_REGION")))
        .orElse("us-east-1");
  }

  private AccessKey accessKey(Map<String, String> environment) {
    Path shared = sharedFile(environment);
    Optional<AccessKey> found =
        profile.isPresent()
            ? AccessKey.ofProfile(shared, profile.get())
            : AccessKey.ofEnvironment(environment)
                .or(() -> AccessKey.ofProfile(data.resolve("credentials"), OWN_PROFILE))
                .or(() ->
                    AccessKey.ofProfile(
                        shared, environment.getOrDefault("AWS_PROFILE", "default")));
    return found.orElseThrow(() ->
        new ClientRefused(
            "There is no access key in %s, in AWS_ACCESS_KEY_ID, or in a profile of %s. Name the server's data folder with --data."
                .formatted(data.resolve("credentials"), shared)));
  }

  private static Path sharedFile(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("AWS_SHARED_CREDENTIALS_FILE"))
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".aws", "credentials"));
  }
}
