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

  @Parameters(paramLabel = "SECRET", description = "Its name or ARN.")
  private String secret;

  @Mixin private Patience patience;
  @Mixin private Connection connection;
  @Mixin private RotationCommand.Output output;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
  OperatorCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /// Such as `RetryRotation`.
  abstract String operation();

  /// What the operation is told beside the secret.
  abstract Map<String, Object> input();

  /// What to say once the server has taken the decision.
  abstract String taken();

  /// Whether it was for this, in the answer of DescribeRotation when nothing is under way any more.
  abstract boolean succeeded(JsonNode rotation);

  @Override
  public final Integer call() throws InterruptedException {
    Map<String, Object> input = new HashMap<>(input());
    input.put("SecretId", secret);
    try (KeyturnClient client = connection.open(environment, secret)) {
      JsonNode answer = client.call(operation(), input);
      return patience.waits() ? look(client) : told(answer);
    }
  }

  private int told(JsonNode answer) {
    var out = spec.commandLine().getOut();
    output.print(
        out,
        answer,
        () -> out.println("%s Look with: keyturn rotation show %s".formatted(taken(), secret)));
    return 0;
  }

  private int look(KeyturnClient client) throws InterruptedException {
    JsonNode end = patience.look(client, secret, spec.commandLine().getErr());
    var out = spec.commandLine().getOut();
    boolean rests = RotationWatch.rests(end);
    output.print(out, end, () -> new RotationText(out).end(end, rests));
    return rests && succeeded(end) ? 0 : 1;
  }

  /// Whether the last step that was done succeeded.
  static boolean lastStepSucceeded(JsonNode rotation) {
    return rotation.path("Steps").path(0).path("Result").asString("").equals("SUCCEEDED");
  }
}
