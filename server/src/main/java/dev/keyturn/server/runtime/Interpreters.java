package dev.keyturn.server.runtime;

import dev.keyturn.server.runtime.RuntimeKind.Wish;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds what can run functions: on the PATH and in the usual places, when it is first asked for.
/// What was found is remembered; what was not is looked for again. Thread-safe.
final class Interpreters {
  private static final Logger LOG = LoggerFactory.getLogger(Interpreters.class);
  private static final long PROBE_SECONDS = 20;

  /// Where it is, which it is, what it has, and the folders it lives in: a line each.
  private static final String ASK_PYTHON =
      """
      import os, sys
      try:
          import importlib.metadata
          boto3 = importlib.metadata.version('boto3')
      except Exception:
          boto3 = ''
      print(os.path.realpath(sys.executable), sys.executable, '.'.join(map(str, sys.version_info[:3])),
            boto3, sys.prefix, sys.base_prefix, sep='\\n')
      """;

  private static final String ASK_NODE =
      "console.log(require('fs').realpathSync(process.execPath) + '\\n' + process.version.slice(1))";

  private final Map<RuntimeKind, List<Interpreter>> found = new EnumMap<>(RuntimeKind.class);
  private final List<Path> places;

  Interpreters() {
    this(usualPlaces());
  }

  /// @param places folders with programs
  Interpreters(List<Path> places) {
    this.places = List.copyOf(places);
  }

  /// The nearest to what is asked for: complete ones first, then by version, the newer of two that
  /// are as near.
  Optional<Interpreter> nearest(Wish wish) {
    return all(wish.kind()).stream()
        .min(
            Comparator.comparing(Interpreter::complete, Comparator.reverseOrder())
                .thenComparingInt(it -> Math.abs(it.version() - wish.version()))
                .thenComparing(Interpreter::version, Comparator.reverseOrder()));
  }

  private synchronized List<Interpreter> all(RuntimeKind kind) {
    List<Interpreter> known = found.getOrDefault(kind, List.of());
    if (known.isEmpty()) {
      known =
          switch (kind) {
            case PYTHON -> probe(programs("python3(\\.\\d+)?"), Interpreters::python);
            case NODE -> probe(programs("node|nodejs"), Interpreters::node);
            case JAVA -> javaHomes().flatMap(home -> java(home).stream()).toList();
            case PROVIDED -> List.of(machine());
          };
      found.put(kind, known);
    }
    return known;
  }

  private static Interpreter machine() {
    String name =
        "%s %s (%s)"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"));
    return new Interpreter(RuntimeKind.PROVIDED, Path.of("bootstrap"), name, 0, true, List.of());
  }

  private interface Probe {
    Optional<Interpreter> ask(Path program) throws IOException, InterruptedException;
  }

  /// Side by side: most of the time is theirs.
  private static List<Interpreter> probe(Set<Path> programs, Probe probe) {
    return programs.parallelStream()
        .map(program -> answer(program, probe))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Interpreter> answer(Path program, Probe probe) {
    try {
      return probe.ask(program);
    } catch (IOException | RuntimeException unusable) {
      LOG.debug("{} cannot run functions: {}", program, unusable.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private static Optional<Interpreter> python(Path program)
      throws IOException, InterruptedException {
    List<String> answer = ask(List.of(program.toString(), "-I", "-c", ASK_PYTHON));
    if (answer.size() < 6) {
      return Optional.empty();
    }
    String boto3 = answer.get(3);
    // The name that it was found under, not where a link leads: a virtual environment is known by
    // it.
    return Optional.of(
        new Interpreter(
            RuntimeKind.PYTHON,
            Path.of(answer.get(1)),
            "Python "
                + answer.get(2)
                + (boto3.isEmpty() ? " without boto3" : " with boto3 " + boto3),
            Integer.parseInt(answer.get(2).split("\\.", -1)[1]),
            !boto3.isEmpty(),
            Stream.of(answer.get(4), answer.get(5), parent(answer.getFirst()))
                .map(Path::of)
                .toList()));
  }

  private static String parent(String program) {
    return String.valueOf(Path.of(program).getParent());
  }

  private static Optional<Interpreter> node(Path program) throws IOException, InterruptedException {
    List<String> answer = ask(List.of(program.toString(), "-e", ASK_NODE));
    if (answer.size() < 2) {
      return Optional.empty();
    }
    Path real = Path.of(answer.getFirst());
    return Optional.of(
        new Interpreter(
            RuntimeKind.NODE,
            real,
            "Node.js " + answer.get(1),
            Integer.parseInt(answer.get(1).split("\\.", -1)[0]),
            true,
            Optional.ofNullable(real.getParent()).stream().toList()));
  }

  private static Optional<Interpreter> java(Path home) {
    try {
      String version =
          Files.readAllLines(home.resolve("release")).stream()
              .filter(line -> line.startsWith("JAVA_VERSION="))
              .map(line -> line.substring("JAVA_VERSION=".length()).replace("\"", ""))
              .findFirst()
              .orElse("");
      String[] numbers = version.split("[^0-9]+", -1);
      int major = Integer.parseInt(numbers[0].equals("1") ? numbers[1] : numbers[0]);
      return Optional.of(
          new Interpreter(
              RuntimeKind.JAVA,
              home.resolve("bin/java"),
              "Java " + version,
              major,
              true,
              List.of(home)));
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }

  private static List<String> ask(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    Scrubbed.of(builder.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? List.of(answer.split("\n", -1)) : List.of();
    } finally {
      process.destroyForcibly();
    }
  }

  /// By where they really are, so that none is asked twice.
  private Set<Path> programs(String name) {
    Map<Path, Path> programs = new LinkedHashMap<>();
    for (Path place : places) {
      try (Stream<Path> files = Files.list(place)) {
        files
            .filter(file -> String.valueOf(file.getFileName()).matches(name))
            .filter(Files::isExecutable)
            .filter(file -> !isScript(file))
            .sorted()
            .forEach(file -> programs.putIfAbsent(real(file), file));
      } catch (IOException _) {
        // Not every place is there.
      }
    }
    return new LinkedHashSet<>(programs.values());
  }

  /// A script in an interpreter's name, as version managers have them, hides which one it means.
  private static boolean isScript(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == '#' && in.read() == '!';
    } catch (IOException _) {
      return true;
    }
  }

  private static List<Path> usualPlaces() {
    Set<Path> places = new LinkedHashSet<>();
    Optional.ofNullable(System.getenv("PATH")).stream()
        .flatMap(path -> Stream.of(path.split(":", -1)))
        .filter(place -> place.startsWith("/"))
        .forEach(place -> places.add(Path.of(place)));
    Stream.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")
        .forEach(place -> places.add(Path.of(place)));
    places.addAll(managed(List.copyOf(places)));
    return List.copyOf(places);
  }

  /// What lies behind the scripts of a version manager.
  private static List<Path> managed(List<Path> places) {
    List<Path> found = new ArrayList<>();
    for (Path shims : places.stream().filter(place -> place.endsWith("shims")).toList()) {
      try (Stream<Path> versions = Files.list(shims.resolveSibling("versions"))) {
        versions.map(version -> version.resolve("bin")).sorted().forEach(found::add);
      } catch (IOException _) {
        // Another one's.
      }
    }
    return found;
  }

  private static Stream<Path> javaHomes() {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    for (String place : List.of("/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/opt/java")) {
      try (Stream<Path> folders = Files.list(Path.of(place))) {
        folders.sorted().forEach(homes::add);
      } catch (IOException _) {
        // Not every place is there.
      }
    }
    return homes.stream()
        .filter(home -> Files.isExecutable(home.resolve("bin/java")))
        .map(Interpreters::real)
        .distinct();
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException _) {
      return path;
    }
  }
}
