package dev.keyturn.rotators.strategy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.SecretsClient.PasswordRules;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.LoginEngine;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The templates' environment variables for passwords, with the templates' defaults.
final class PasswordSettings {
  private static final Set<String> YES = Set.of("true", "1", "y", "yes");

  private PasswordSettings() {}

  static PasswordRules of(Map<String, String> environment, LoginEngine engine) throws StepFailed {
    return new PasswordRules(
        environment.containsKey("PASSWORD_LENGTH")
            ? length(environment.get("PASSWORD_LENGTH"))
            : engine.passwordLength(),
        environment.getOrDefault("EXCLUDE_CHARACTERS", engine.traits().excludedCharacters()),
        flag(environment, "EXCLUDE_NUMBERS", false),
        flag(environment, "EXCLUDE_PUNCTUATION", false),
        flag(environment, "EXCLUDE_UPPERCASE", false),
        flag(environment, "EXCLUDE_LOWERCASE", false),
        flag(environment, "REQUIRE_EACH_INCLUDED_TYPE", true));
  }

  /// Whether a variable says yes, as the templates read it.
  static boolean flag(Map<String, String> environment, String name, boolean absent) {
    return Optional.ofNullable(environment.get(name))
        .map(value -> YES.contains(value.toLowerCase(Locale.ROOT)))
        .orElse(absent);
  }

  private static int length(String text) throws StepFailed {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException _) {
      throw new StepFailed(
          FailureClass.MISCONFIGURED,
          "The function's variable PASSWORD_LENGTH is not a number",
          "Set PASSWORD_LENGTH to a number from 1 to 4096, or remove it.");
    }
  }
}
