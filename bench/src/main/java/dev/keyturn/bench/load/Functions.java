package dev.keyturn.bench.load;

import dev.keyturn.bench.load.FunctionHouse.Source;
import dev.keyturn.function.Deployment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// What it costs to run users' functions: warm, cold, and kept.
final class Functions {
  private static final int WARM_UP = 300;
  private static final int WARM = 300;
  private static final int KEPT = 100;
  private static final String PYTHON = "def handler(event, context):\n    return event\n";
  private static final String BOTO3 =
      """
      import boto3
      client = boto3.client('secretsmanager', region_name='eu-central-1', endpoint_url='http://127.0.0.1:7117')
      """;
  private static final String NODE = "exports.handler = async (event) => event;\n";
  private static final String JAVA =
      """
      public class Handler implements com.amazonaws.services.lambda.runtime.RequestHandler<java.util.Map<String, Object>, Object> {
        public Object handleRequest(java.util.Map<String, Object> event, com.amazonaws.services.lambda.runtime.Context context) {
          return event;
        }
      }
      """;

  private final Bench bench;
  private final Path javaClient;
  private int names;

  Functions(Bench bench) {
    this.bench = bench;
    javaClient = bench.options().checkout().resolve("server/target/keyturn/lib/java-functions");
  }

  void measure() throws Exception {
    Path folder = bench.options().folder().resolve("functions");
    try (FunctionHouse house = new FunctionHouse(folder, javaClient)) {
      String sandbox =
          house
              .runtime
              .egressHindrance()
              .map(why -> "maybe no sandbox: " + why)
              .orElse("sandboxes");
      bench.table().shown("Functions run in", sandbox, "");
      Source python = text("python3.11", "app.handler", "app.py", PYTHON);
      warm(house, python, "Python");
      warm(house, text("nodejs20.x", "app.handler", "app.js", NODE), "Node.js");
      Source boto3 = text("python3.11", "app.handler", "app.py", BOTO3 + PYTHON);
      cold(house, python, "Python", List.of("-s", "-c", "import json, logging, socket"));
      cold(
          house,
          boto3,
          "Python with boto3",
          List.of("-s", "-c", "import json, logging, socket\n" + BOTO3));
      cold(house, text("nodejs20.x", "app.handler", "app.js", NODE), "Node.js", List.of("-e", "0"));
      Source java = new Source("java21", "Handler", "Handler.class", compiled());
      warm(house, java, "Java");
      cold(house, java, "Java", List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-version"));
      kept(house, python, "Python");
      kept(house, boto3, "Python with boto3");
    }
  }

  private static Source text(String runtime, String handler, String file, String content) {
    return new Source(runtime, handler, file, content.getBytes(StandardCharsets.UTF_8));
  }

  private Deployment fresh(Source source) {
    return FunctionHouse.deployment(source, "bench-" + ++names);
  }

  private void warm(FunctionHouse house, Source source, String language) {
    Deployment deployment = fresh(source);
    IntStream.range(0, WARM_UP).forEach(_ -> house.invoke(deployment));
    double[] millis = IntStream.range(0, WARM).mapToDouble(_ -> house.invoke(deployment)).toArray();
    bench
        .table()
        .below(
            "A warm " + language + " function that does nothing",
            "%.2f ms",
            Comparison.median(millis),
            3);
    house.runtime.retire(deployment.function());
  }

  /// The first invocation, beside the start of the same interpreter with the same libraries.
  private void cold(FunctionHouse house, Source source, String language, List<String> alone)
      throws Exception {
    house.invoke(fresh(source));
    List<String> command = new ArrayList<>(List.of(interpreter().orElseThrow()));
    command.addAll(alone);
    List<Callable<Double>> sides = List.of(() -> first(house, source), () -> start(command));
    List<double[]> measured = Comparison.inTurns(bench.options().rounds() * 2, sides);
    Comparison comparison = Comparison.of(measured.getFirst(), measured.getLast());
    bench.table().shown("The first call of " + language + " / its own start", comparison);
    bench
        .table()
        .below(
            "Beyond the start of " + language,
            "%.0f ms",
            comparison.rate() - comparison.against(),
            300);
  }

  private double first(FunctionHouse house, Source source) {
    Deployment deployment = fresh(source);
    double millis = house.invoke(deployment);
    house.runtime.retire(deployment.function());
    return millis;
  }

  private static double start(List<String> command) throws IOException, InterruptedException {
    long from = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("Ended with " + process.exitValue() + ": " + command);
    }
    return (System.nanoTime() - from) / 1e6;
  }

  /// The program of the last instance that was started.
  private static Optional<String> interpreter() {
    return instances()
        .max((one, other) -> Long.compare(one.pid(), other.pid()))
        .flatMap(newest -> command(newest).findFirst());
  }

  private static Stream<ProcessHandle> instances() {
    return ProcessHandle.current()
        .descendants()
        .filter(process ->
            command(process)
                .skip(1)
                .anyMatch(word ->
                    word.endsWith("/bootstrap.py")
                        || word.endsWith("/bootstrap.js")
                        || word.endsWith(".AWSLambda")))
        .filter(process ->
            command(process)
                .findFirst()
                .filter(it -> it.matches(".*/(python[0-9.]*|node|java)"))
                .isPresent());
  }

  private static Stream<String> command(ProcessHandle process) {
    try {
      return Stream.of(
          Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).split("\0"));
    } catch (IOException gone) {
      return Stream.empty();
    }
  }

  private void kept(FunctionHouse house, Source source, String language) throws IOException {
    List<Deployment> all = IntStream.range(0, KEPT).mapToObj(_ -> fresh(source)).toList();
    all.forEach(house::invoke);
    List<Long> resident = new ArrayList<>();
    for (ProcessHandle process : instances().toList()) {
      resident.add(resident(process));
    }
    bench
        .table()
        .below(
            String.format(Locale.ROOT, "Resident MiB of a warm %s instance", language),
            "%.0f",
            resident.stream().mapToLong(Long::longValue).average().orElse(0) / 1024.0,
            64);
    all.forEach(deployment -> house.runtime.retire(deployment.function()));
  }

  /// In KiB.
  private static long resident(ProcessHandle process) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }

  private byte[] compiled() throws IOException {
    Path folder = Files.createTempDirectory("keyturn-bench-");
    Path source = Files.writeString(folder.resolve("Handler.java"), JAVA);
    try (Stream<Path> jars = Files.list(javaClient)) {
      String classPath = String.join(":", jars.map(Path::toString).toList());
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, "-proc:none", "-cp", classPath, source.toString());
      if (status != 0) {
        throw new IllegalStateException("The Java function does not compile");
      }
    }
    return Files.readAllBytes(folder.resolve("Handler.class"));
  }
}
