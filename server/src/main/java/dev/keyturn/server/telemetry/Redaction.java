package dev.keyturn.server.telemetry;

import java.util.List;
import java.util.regex.Pattern;

/// The last net under the log: masks what looks like a secret. Secrets do not get into log texts in
/// the first place, because [dev.keyturn.key.SecretValue] does not print itself; this is for what
/// drivers and libraries write.
public final class Redaction {
  private static final String MASK = "[redacted]";

  private static final String NAME =
      "(?:[\\w.-]*(?:passw(?:or)?d|passwd|pwd|secret_?access_?key|secretkey|secretstring"
          + "|secretbinary|private_?key|api_?key|rotationtoken|session_?token|master_?key))";

  private static final List<Rule> RULES =
      List.of(
          rule("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", MASK),
          // "password": "…", also inside a JSON that is text in another
          rule(
              "(?i)(\\\\*\"" + NAME + "\\\\*\"\\s*:\\s*)\\\\*\"(?:\\\\.|[^\"\\\\])*\\\\*\"?",
              "$1" + MASK),
          // password=…, password: …
          rule(
              "(?i)\\b(" + NAME + "\\s*[=:]\\s*)(?:'[^']*'|\"[^\"]*\"|[^\\s,;&}\\])]+)",
              "$1" + MASK),
          // PASSWORD '…' and IDENTIFIED BY '…' in SQL
          rule("(?i)\\b((?:password|identified by)\\s+)'(?:''|[^'])*'", "$1" + MASK),
          // scheme://user:password@host
          rule("(\\w+://[^\\s:/@]+:)[^\\s/@]+@", "$1" + MASK + "@"),
          // The verifier that stands for a password in PostgreSQL
          rule("SCRAM-SHA-256\\$\\S+", "SCRAM-SHA-256$" + MASK));

  private Redaction() {}

  private record Rule(Pattern pattern, String replacement) {}

  private static Rule rule(String pattern, String replacement) {
    return new Rule(
        Pattern.compile(pattern, Pattern.DOTALL),
        replacement.equals(MASK) || replacement.startsWith("$1")
            ? replacement
            : java.util.regex.Matcher.quoteReplacement(replacement));
  }

  /// The text without what looks like a secret.
  public static String of(String text) {
    String masked = text;
    for (Rule rule : RULES) {
      masked = rule.pattern.matcher(masked).replaceAll(rule.replacement);
    }
    return masked;
  }
}
