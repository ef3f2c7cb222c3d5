package dev.keyturn.quickstart;

import dev.keyturn.key.SecretValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The access key of one profile of an AWS shared-credentials file. Not a record, because a record
/// would print the secret.
final class Profile {
  private final String accessKeyId;
  private final SecretValue secretAccessKey;

  private Profile(String accessKeyId, SecretValue secretAccessKey) {
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
  }

  static Profile read(Path file, String name) throws IOException {
    Map<String, String> values = new HashMap<>();
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      if (line.startsWith("[")) {
        inside = line.strip().equals("[" + name + "]");
      } else if (inside && equals > 0) {
        values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    return new Profile(
        required(values, "aws_access_key_id", file),
        SecretValue.ofString(required(values, "aws_secret_access_key", file)));
  }

  private static String required(Map<String, String> values, String key, Path file)
      throws IOException {
    String value = values.get(key);
    if (value == null) {
      throw new IOException(file + " has no " + key);
    }
    return value;
  }

  String accessKeyId() {
    return accessKeyId;
  }

  SecretValue secretAccessKey() {
    return secretAccessKey;
  }
}
