package dev.keyturn.server.config;

import dev.keyturn.key.SecretValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The settings that were given, after precedence: command line before environment before file.
/// Immutable. Not a record, because some values are secret.
public final class Settings {
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m|h)");

  private final Map<Setting, Value> values;

  Settings(Map<Setting, Value> values) {
    this.values = values.isEmpty() ? Map.of() : new EnumMap<>(values);
  }

  /// A value and where it was given, for texts.
  sealed interface Value {
    String origin();

    record Text(String origin, String text) implements Value {}

    record Items(String origin, List<String> items) implements Value {}

    record Table(String origin, Map<String, Map<String, String>> rows) implements Value {}

    record Secret(String origin, SecretValue secret) implements Value {}
  }

  /// Whether a setting was given at all.
  public boolean given(Setting setting) {
    return values.containsKey(setting);
  }

  /// A text, when it was given.
  public Optional<String> text(Setting setting) {
    Optional<String> text =
        Optional.ofNullable(values.get(setting)).map(value -> ((Value.Text) value).text());
    if (text.filter(String::isBlank).isPresent()) {
      throw refused(setting, "is empty: give it a value, or leave it out");
    }
    return text;
  }

  /// A text, or its default.
  public String textOrDefault(Setting setting) {
    return text(setting).orElse(setting.shownDefault());
  }

  /// Whether a flag is set.
  public boolean flag(Setting setting) {
    String text = textOrDefault(setting);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(setting, "is true or false, not '" + text + "'");
    };
  }

  /// One of a few words: the names of an enum in small letters.
  public <E extends Enum<E>> E choice(Setting setting, Class<E> type) {
    String text = textOrDefault(setting);
    List<String> words = new ArrayList<>();
    for (E each : type.getEnumConstants()) {
      String word = each.name().toLowerCase(Locale.ROOT);
      if (word.equals(text)) {
        return each;
      }
      words.add(word);
    }
    String last = words.removeLast();
    throw refused(setting, "is %s or %s, not '%s'".formatted(String.join(", ", words), last, text));
  }

  /// A whole number between two bounds.
  public int number(Setting setting, int least, int most) {
    String text = textOrDefault(setting);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Refused below, with the same text.
    }
    throw refused(
        setting, "is a whole number from %d to %d, not '%s'".formatted(least, most, text));
  }

  /// A time such as `500ms`, `20s`, `5m` or `1h`.
  public Duration time(Setting setting) {
    String text = textOrDefault(setting);
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw refused(setting, "is a time such as 500ms, 20s or 5m, not '" + text + "'");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /// A time that is not nothing.
  public Duration timeLimit(Setting setting) {
    Duration time = time(setting);
    if (time.isZero()) {
      throw refused(setting, "leaves no time at all");
    }
    return time;
  }

  /// A list; empty when it was not given.
  public List<String> list(Setting setting) {
    Value value = values.get(setting);
    return value == null ? List.of() : ((Value.Items) value).items();
  }

  /// Functions with their variables; empty when none were given.
  public Map<String, Map<String, String>> table(Setting setting) {
    Value value = values.get(setting);
    return value == null ? Map.of() : ((Value.Table) value).rows();
  }

  /// Secret material, when it was given.
  public Optional<SecretValue> secret(Setting setting) {
    return Optional.ofNullable(values.get(setting)).map(value -> ((Value.Secret) value).secret());
  }

  /// A refusal that names the setting and where it was given.
  public SettingsRefused refused(Setting setting, String cause) {
    Value value = values.get(setting);
    String origin = value == null ? "the default of --" + setting.key() : value.origin();
    return new SettingsRefused(origin + " " + cause + ".");
  }
}
