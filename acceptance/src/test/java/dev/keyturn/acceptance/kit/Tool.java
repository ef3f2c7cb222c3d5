package dev.keyturn.acceptance.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The AWS CLI, Python with boto3 and Keyturn's own commands, pointed at a program. They are
/// required: a test that needs one that is not there fails and says how to install it.
public final class Tool {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String INSTALL =
      "Install it: apt-get update && apt-get install -y awscli python3-boto3";

  /// What was tried whether it works: once, because each of these takes a second to start.
  private static final Map<List<String>, Boolean> TRIED = new ConcurrentHashMap<>();

  private final List<String> command;
  private final Map<String, String> environment;

  private Tool(List<String> command, Map<String, String> environment) {
    this.command = command;
    this.environment = environment;
  }

  /// How a run ended.
  public record Result(int exitCode, String output, String errors) {

    /// The output as JSON; fails when the run failed.
    public JsonNode json() {
      if (exitCode != 0) {
        throw new AssertionError("Exit code " + exitCode + ": " + errors);
      }
      return output.isBlank() ? JSON.createObjectNode() : JSON.readTree(output);
    }
  }

  /// `aws secretsmanager`.
  public static Tool awsCli(Program program) {
    return awsCli(program, "secretsmanager");
  }

  /// `aws SERVICE`.
  public static Tool awsCli(Program program, String service) {
    String aws =
        Stream.of("aws", "/usr/bin/aws")
            .filter(candidate -> works(List.of(candidate, "--version")))
            .findFirst()
            .orElseThrow(() -> new AssertionError("The AWS CLI is missing. " + INSTALL));
    return new Tool(
        List.of(aws, "--endpoint-url", program.endpoint().toString(), service),
        environment(program));
  }

  /// `keyturn rotation`.
  public static Tool rotation(Program program) {
    return keyturn(program, "rotation");
  }

  /// `keyturn COMMAND`.
  public static Tool keyturn(Program program, String command) {
    Map<String, String> environment = new HashMap<>(environment(program));
    environment.put("KEYTURN_ENDPOINT", program.endpoint().toString());
    environment.putAll(Keyturn.settings());
    return new Tool(List.of(Keyturn.launcher(), command), environment);
  }

  /// `keyturn server`, to be refused: one that starts is ended after two minutes.
  ///
  /// @param javaOptions for its virtual machine
  public static Tool server(String javaOptions) {
    Map<String, String> environment = new HashMap<>(Keyturn.settings());
    environment.put("JDK_JAVA_OPTIONS", javaOptions);
    return new Tool(List.of(Keyturn.launcher(), "server"), environment);
  }

  /// The same as somebody else.
  ///
  /// @param key an answer with `AccessKeyId`, `SecretAccessKey` and, for a session, `SessionToken`
  public Tool as(JsonNode key) {
    Map<String, String> other = new HashMap<>(environment);
    other.put("AWS_ACCESS_KEY_ID", key.required("AccessKeyId").asString());
    other.put("AWS_SECRET_ACCESS_KEY", Evidence.secret(key.required("SecretAccessKey").asString()));
    if (key.hasNonNull("SessionToken")) {
      other.put("AWS_SESSION_TOKEN", key.get("SessionToken").asString());
    }
    return new Tool(command, other);
  }

  /// A Python that has boto3, with a script of the test resources.
  public static Tool boto3(Program program, Path script) {
    String python =
        Stream.of("python3", "/usr/bin/python3")
            .filter(candidate -> works(List.of(candidate, "-c", "import boto3")))
            .findFirst()
            .orElseThrow(() -> new AssertionError("Python with boto3 is missing. " + INSTALL));
    return new Tool(
        List.of(python, script.toString(), program.endpoint().toString()), environment(program));
  }

  private static Map<String, String> environment(Program program) {
    return Map.of(
        "AWS_ACCESS_KEY_ID", program.accessKeyId(),
        "AWS_SECRET_ACCESS_KEY", program.secretAccessKey(),
        "AWS_DEFAULT_REGION", Program.REGION,
        "AWS_CONFIG_FILE", "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE", "/dev/null",
        "AWS_PAGER", "",
        "AWS_MAX_ATTEMPTS", "1");
  }

  private static boolean works(List<String> command) {
    return TRIED.computeIfAbsent(command, Tool::succeeds);
  }

  private static boolean succeeds(List<String> command) {
    try {
      return execute(command, Map.of()).exitCode() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  /// Runs it and waits for its end.
  public Result run(String... arguments) throws IOException {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(arguments));
    return execute(whole, environment);
  }

  /// Runs it, expects success and returns what it printed.
  public JsonNode json(String... arguments) throws IOException {
    return run(arguments).json();
  }

  /// A value for an option that takes `file://`, so that no secret stands on a command line.
  public static String fileOf(Path folder, String value) throws IOException {
    Path file = Files.createTempFile(folder, "value", ".txt");
    return "file://" + Files.writeString(file, value);
  }

  private static Result execute(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("AWS_") || name.startsWith("KEYTURN_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    CompletableFuture<String> errors =
        CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
    String output = read(process.getInputStream());
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      return new Result(process.waitFor(), output, errors.join());
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private static String read(java.io.InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException closed) {
      throw new AssertionError(closed);
    }
  }
}
