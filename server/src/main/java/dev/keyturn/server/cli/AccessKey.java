package dev.keyturn.server.cli;

import dev.keyturn.key.SecretValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The access key that a command signs with.
public record AccessKey(String id, SecretValue secret, Optional<String> sessionToken) {
  private static final String ID = "aws_access_key_id";
  private static final String SECRET = "aws_secret_access_key";

  /// From AWS's variables, when they are set.
  public static Optional<AccessKey> ofEnvironment(Map<String, String> environment) {
    return of(
        environment.get("AWS_ACCESS_KEY_ID"),
        environment.get("AWS_SECRET_ACCESS_KEY"),
        environment.get("AWS_SESSION_TOKEN"));
  }

  /// From a profile of an AWS shared-credentials file, when both exist.
  public static Optional<AccessKey> ofProfile(Path file, String profile) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    try {
      String section = "";
      for (String line : Files.readAllLines(file)) {
        String text = line.strip();
        int equals = text.indexOf('=');
        if (text.startsWith("[") && text.endsWith("]")) {
          section = text.substring(1, text.length() - 1).strip();
        } else if (section.equals(profile) && equals > 0) {
          values.put(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
        }
      }
    } catch (IOException unreadable) {
      throw new ClientRefused("The credentials file " + file + " cannot be read. Check it.");
    }
    return of(values.get(ID), values.get(SECRET), values.get("aws_session_token"));
  }

  private static Optional<AccessKey> of(
      @Nullable String id, @Nullable String secret, @Nullable String token) {
    return id == null || secret == null
        ? Optional.empty()
        : Optional.of(new AccessKey(id, SecretValue.ofString(secret), Optional.ofNullable(token)));
  }
}
