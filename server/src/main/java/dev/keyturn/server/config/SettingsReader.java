package dev.keyturn.server.config;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.config.Setting.Kind;
import dev.keyturn.server.config.Settings.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads settings from their three places; what is read later wins. An unknown key stops the start
/// with a suggestion, because a setting that is silently ignored is worse than none.
public final class SettingsReader {
  /// Variables of the program that are no settings of the server: where its file of settings is,
  /// and where and how commands find a server.
  private static final Set<String> OTHER_VARIABLES =
      Set.of("KEYTURN_CONFIG", "KEYTURN_ENDPOINT", "KEYTURN_CA");

  /// What Kubernetes puts into every container of a namespace that has a service named `keyturn`.
  private static final Pattern SERVICE_LINKS =
      Pattern.compile("KEYTURN_(SERVICE_.*|PORT|PORT_\\d+_.*)");

  /// A key that is given twice is a mistake, not a choice.
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String FILE = "-file";
  private static final String FILE_VARIABLE = "_FILE";

  private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

  /// A YAML file whose keys are the settings'.
  public SettingsReader file(Path file) {
    JsonNode root;
    try {
      root = YAML.readTree(Files.readString(file));
    } catch (IOException unreadable) {
      throw new SettingsRefused(
          "The configuration file %s cannot be read (%s). Check the path given with --config."
              .formatted(file, unreadable.getClass().getSimpleName()));
    } catch (JacksonException malformed) {
      throw new SettingsRefused(
          "The configuration file %s is not YAML, or has a key twice (line %d). Mend it there."
              .formatted(file, malformed.getLocation().getLineNr()));
    }
    if (root.isObject()) {
      root.properties().forEach(entry -> fileEntry(file, entry.getKey(), entry.getValue()));
    } else if (!root.isMissingNode() && !root.isNull()) {
      throw new SettingsRefused(
          "The configuration file " + file + " is not a list of 'key: value'.");
    }
    return this;
  }

  private void fileEntry(Path file, String key, JsonNode node) {
    String origin = "'" + key + "' in " + file;
    for (Setting setting : Setting.values()) {
      if (setting.kind() == Kind.SECRET && key.equals(setting.key() + FILE)) {
        values.put(setting, secretFile(origin, node.asString()));
        return;
      }
    }
    Setting setting =
        Setting.of(key)
            .filter(known -> known.kind() != Kind.ENVIRONMENT)
            .orElseThrow(() -> unknown("setting", key, " in " + file, fileKeys()));
    values.put(setting, fileValue(setting, origin, node));
  }

  private static Value fileValue(Setting setting, String origin, JsonNode node) {
    return switch (setting.kind()) {
      case LIST -> {
        List<String> items = new ArrayList<>();
        if (!node.isArray()) {
          throw new SettingsRefused(origin + " is a list: write one item per line, after '- '.");
        }
        node.forEach(item -> items.add(scalar(origin, item)));
        yield new Value.Items(origin, List.copyOf(items));
      }
      case TABLE -> new Value.Table(origin, rows(origin, node));
      case SECRET, ENVIRONMENT ->
          new Value.Secret(origin, SecretValue.ofString(scalar(origin, node)));
      case TEXT, FLAG -> new Value.Text(origin, scalar(origin, node));
    };
  }

  /// `KEYTURN_…` variables.
  public SettingsReader environment(Map<String, String> environment) {
    environment.forEach((variable, text) -> {
      if (variable.startsWith("KEYTURN_")
          && !OTHER_VARIABLES.contains(variable)
          && !SERVICE_LINKS.matcher(variable).matches()) {
        variable(variable, text);
      }
    });
    return this;
  }

  private void variable(String variable, String text) {
    for (Setting setting : Setting.values()) {
      if (variable.equals(setting.variable())) {
        values.put(setting, textValue(setting, variable, text));
        return;
      }
      if (setting.kind() == Kind.SECRET && variable.equals(setting.variable() + FILE_VARIABLE)) {
        values.put(setting, secretFile(variable, text));
        return;
      }
    }
    throw unknown("variable", variable, "", variables());
  }

  private static Value textValue(Setting setting, String origin, String text) {
    return switch (setting.kind()) {
      case LIST ->
          new Value.Items(
              origin,
              Arrays.stream(text.split(",")).map(String::strip).filter(i -> !i.isEmpty()).toList());
      case TABLE -> new Value.Table(origin, rows(origin, json(origin, text)));
      case SECRET, ENVIRONMENT -> new Value.Secret(origin, SecretValue.ofString(text));
      case TEXT, FLAG -> new Value.Text(origin, text);
    };
  }

  /// One option of the command line with its values, in their order.
  ///
  /// @param option with its dashes
  public SettingsReader option(String option, List<String> given) {
    for (Setting setting : Setting.values()) {
      if (option.equals("--" + setting.key() + FILE) && setting.kind() == Kind.SECRET) {
        values.put(setting, secretFile(option, given.getLast()));
        return this;
      }
      if (option.equals("--" + setting.key())) {
        values.put(setting, optionValue(setting, option, given));
        return this;
      }
    }
    throw unknown("option", option, "", options());
  }

  private static Value optionValue(Setting setting, String option, List<String> given) {
    return switch (setting.kind()) {
      case LIST -> new Value.Items(option, List.copyOf(given));
      case TABLE -> new Value.Table(option, assignments(option, given));
      case TEXT, FLAG -> new Value.Text(option, given.getLast());
      case SECRET, ENVIRONMENT ->
          throw new SettingsRefused(
              option + " would show a secret to every user of this machine; use " + option + FILE);
    };
  }

  /// What was given.
  public Settings read() {
    return new Settings(values);
  }

  private static Value secretFile(String origin, String path) {
    try {
      return new Value.Secret(
          origin, SecretValue.ofString(Files.readString(Path.of(path)).stripTrailing()));
    } catch (IOException unreadable) {
      throw new SettingsRefused(
          "%s names the file %s, which cannot be read (%s)."
              .formatted(origin, path, unreadable.getClass().getSimpleName()));
    }
  }

  private static Map<String, Map<String, String>> rows(String origin, JsonNode node) {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    if (!node.isObject()) {
      throw new SettingsRefused(origin + " maps functions to their variables.");
    }
    node.properties()
        .forEach(row -> {
          if (!row.getValue().isObject()) {
            throw new SettingsRefused(
                origin + ", " + row.getKey() + ": maps variables to their values.");
          }
          Map<String, String> variables = new LinkedHashMap<>();
          row.getValue()
              .properties()
              .forEach(cell -> variables.put(cell.getKey(), scalar(origin, cell.getValue())));
          rows.put(row.getKey(), Map.copyOf(variables));
        });
    return Map.copyOf(rows);
  }

  private static Map<String, Map<String, String>> assignments(String option, List<String> given) {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (String assignment : given) {
      int dot = assignment.indexOf('.');
      int equals = assignment.indexOf('=');
      if (dot < 1 || equals < dot + 2) {
        throw new SettingsRefused(
            option + " is FUNCTION.NAME=VALUE, not '" + assignment.split("=", 2)[0] + "'.");
      }
      rows.computeIfAbsent(assignment.substring(0, dot), _ -> new LinkedHashMap<>())
          .put(assignment.substring(dot + 1, equals), assignment.substring(equals + 1));
    }
    return Map.copyOf(rows);
  }

  private static JsonNode json(String origin, String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException _) {
      throw new SettingsRefused(
          origin + " is not JSON such as {\"Function\":{\"NAME\":\"value\"}}.");
    }
  }

  private static String scalar(String origin, JsonNode node) {
    if (!node.isValueNode() || node.isNull()) {
      throw new SettingsRefused(origin + " has no plain value: write 'key: value'.");
    }
    return node.asString();
  }

  private static SettingsRefused unknown(
      String what, String given, String where, Set<String> known) {
    String suggestion =
        Spelling.nearest(given, known)
            .map(nearest -> " Did you mean " + nearest + "?")
            .orElse(" See 'keyturn server --help' for all of them.");
    return new SettingsRefused("Unknown %s %s%s.%s".formatted(what, given, where, suggestion));
  }

  private static Set<String> fileKeys() {
    Set<String> keys = new TreeSet<>();
    for (Setting setting : Setting.values()) {
      if (setting.kind() != Kind.ENVIRONMENT) {
        keys.add(setting.key());
      }
    }
    return keys;
  }

  private static Set<String> variables() {
    Set<String> variables = new TreeSet<>();
    for (Setting setting : Setting.values()) {
      variables.add(setting.variable());
      if (setting.kind() == Kind.SECRET) {
        variables.add(setting.variable() + FILE_VARIABLE);
      }
    }
    return variables;
  }

  private static Set<String> options() {
    Set<String> options = new TreeSet<>();
    fileKeys().forEach(key -> options.add("--" + key));
    return options;
  }
}
