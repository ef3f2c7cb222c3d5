package dev.keyturn.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The files of a new rotation function: those of its runtime, and of these some for each strategy.
record Scaffold(Language language, Strategy strategy) {

  /// What functions are written in.
  enum Language {
    PYTHON(
        "target.py",
        "python3 -m unittest discover -s tests",
        "README.md lambda_function.py rotation.py tests/memory.py tests/house.py tests/test_rotation.py",
        "strategy.py target.py tests/memory_target.py tests/test_strategy.py"),
    NODE(
        "target.mjs",
        "npm test",
        "README.md package.json index.mjs rotation.mjs test/memory.mjs test/house.mjs test/rotation.test.mjs",
        "strategy.mjs target.mjs test/memory-target.mjs test/strategy.test.mjs"),
    JAVA(
        "src/main/java/function/Target.java",
        "mvn test",
        "README.md pom.xml"
            + java("main", "Handler Rotation Door Refused")
            + java("test", "Crash Outside MemorySecrets House RotationTest"),
        java("main", "Strategy Target Session") + java("test", "MemoryTarget StrategyTest"));

    private final String openPlace;
    private final String tests;
    private final String common;
    private final String own;

    Language(String openPlace, String tests, String common, String own) {
      this.openPlace = openPlace;
      this.tests = tests;
      this.common = common;
      this.own = own;
    }

    private static String java(String set, String classes) {
      return Arrays.stream(classes.split(" "))
          .map(name -> " src/" + set + "/java/function/" + name + ".java")
          .collect(Collectors.joining());
    }
  }

  /// How a credential changes.
  enum Strategy {
    SINGLE(
        "one user changes his own password",
        "{\"host\":\"db.example.org\",\"username\":\"app\",\"password\":\"…\"}"),
    ALTERNATING(
        "two users take turns, and a superuser sets their passwords",
        "{\"host\":\"db.example.org\",\"username\":\"app\",\"password\":\"…\"}, and `--superuser SECRET` names the superuser's secret"),
    TWO_CREDENTIALS(
        "one owner holds two keys, and the target makes them",
        "{\"host\":\"api.example.org\",\"username\":\"app\",\"keyId\":\"…\",\"key\":\"…\"}");

    private final String words;
    private final String example;

    Strategy(String words, String example) {
      this.words = words;
      this.example = example;
    }
  }

  /// By the names that the command line gives them.
  static Scaffold of(String runtime, String strategy) {
    return new Scaffold(
        named("--runtime", Language.values(), runtime),
        named("--strategy", Strategy.values(), strategy));
  }

  private static <E extends Enum<E>> E named(String option, E[] known, String given) {
    return Arrays.stream(known)
        .filter(it -> word(it).equals(given))
        .findFirst()
        .orElseThrow(() ->
            new ClientRefused(
                "%s is %s, not '%s'."
                    .formatted(
                        option,
                        Arrays.stream(known)
                            .map(Scaffold::word)
                            .collect(Collectors.joining(" or ")),
                        given)));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The file that is to be filled in.
  String openPlace() {
    return language.openPlace;
  }

  /// What runs the tests, inside the folder.
  String tests() {
    return language.tests;
  }

  /// Writes all files into a folder that does not exist or is empty.
  void write(String name, Path folder) {
    try {
      requireEmpty(folder);
      for (String file : files(language.common)) {
        write(folder.resolve(file), text("common", file, name));
      }
      for (String file : files(own())) {
        write(folder.resolve(file), text(word(strategy), file, name));
      }
    } catch (IOException unwritable) {
      throw new ClientRefused(
          "The folder %s cannot be written (%s). Name another with --folder."
              .formatted(folder, unwritable.getClass().getSimpleName()));
    }
  }

  private String own() {
    boolean superuser = language == Language.JAVA && strategy == Strategy.ALTERNATING;
    return superuser ? language.own + Language.java("main", "Superuser") : language.own;
  }

  private static String[] files(String names) {
    return names.strip().split(" +");
  }

  private static void requireEmpty(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isEmpty()) {
          return;
        }
      }
    } else if (!Files.exists(folder)) {
      return;
    }
    throw new ClientRefused(
        "There is something in " + folder + " already. Name another with --folder.");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private String text(String part, String file, String name) throws IOException {
    String path = "function/" + word(language) + "/" + part + "/" + file;
    try (InputStream found = Scaffold.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(found, path).readAllBytes(), UTF_8)
          .replace("{{NAME}}", name)
          .replace("{{STRATEGY}}", strategy.words)
          .replace("{{EXAMPLE}}", strategy.example);
    }
  }
}
