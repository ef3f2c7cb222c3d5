package dev.keyturn.rotators.target;

import dev.keyturn.key.SecretValue;
import java.util.List;
import java.util.regex.Pattern;

/// Takes secrets out of texts that a server or a driver made: the passwords that were in use, and
/// whatever looks like a password's verifier.
final class Redaction {
  private static final Pattern VERIFIER =
      Pattern.compile("SCRAM-SHA-256\\$[^\\s']*|\\bmd5[0-9a-f]{32}\\b|\\*[0-9A-F]{40}\\b");
  private static final String HIDDEN = "[redacted]";

  private final List<SecretValue> secrets;

  Redaction(SecretValue... secrets) {
    this.secrets = List.of(secrets);
  }

  String of(String text) {
    String clean = VERIFIER.matcher(text).replaceAll(HIDDEN);
    for (SecretValue secret : secrets) {
      if (secret.size() > 0) {
        clean = clean.replace(secret.revealString(), HIDDEN);
      }
    }
    return clean;
  }
}
