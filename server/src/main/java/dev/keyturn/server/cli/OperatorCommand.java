package dev.keyturn.server.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// A decision of an operator about the rotation of one secret. The server does the rest by itself;
/// `--wait` looks on until it is done.
abstract class OperatorCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final String operation;
  private final String taken;

  @Parameters(paramLabel = "SECRET", description = "Its name or ARN.")
  private String secret;

  @Mixin private Patience patience;
  @Mixin private Connection connection;
  @Mixin private RotationCommand.Output output;
  @Spec private CommandSpec spec;

  /// @param operation such as `RetryRotation`
  /// @param taken what to say once the server has taken the decision
  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
  OperatorCommand(Map<String, String> environment, String operation, String taken) {
    this.environment = environment;
    this.operation = operation;
    this.taken = taken;
  }

  /// What the operation is told beside the secret.
  Map<String, Object> input() {
    return Map.of();
  }

  /// Whether it came to the end that was wanted, in the answer of DescribeRotation when nothing is
  /// under way any more: the last step that was done succeeded.
  boolean succeeded(JsonNode rotation) {
    return rotation.path("Steps").path(0).path("Result").asString("").equals("SUCCEEDED");
  }

  @Override
  public final Integer call() throws InterruptedException {
    Map<String, Object> input = new HashMap<>(input());
    input.put("SecretId", secret);
    try (KeyturnClient client = connection.open(environment, secret)) {
      JsonNode answer = client.call(operation, input);
      return patience.waits() ? look(client) : told(answer);
    }
  }

  private int told(JsonNode answer) {
    var out = spec.commandLine().getOut();
    output.print(
        out,
        answer,
        () -> out.println("%s Look with: keyturn rotation show %s".formatted(taken, secret)));
    return 0;
  }

  private int look(KeyturnClient client) throws InterruptedException {
    JsonNode end = patience.look(client, secret, spec.commandLine().getErr());
    var out = spec.commandLine().getOut();
    boolean rests = RotationWatch.rests(end);
    output.print(out, end, () -> new RotationText(out).end(end, rests));
    return rests && succeeded(end) ? 0 : 1;
  }
}
