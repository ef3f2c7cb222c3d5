package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.function.Finding;
import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.secret.Secret.RotationSettings;
import java.util.List;
import java.util.Optional;

/// Tells whether a secret would rotate, without rotating it.
public final class CheckRotation {
  private static final String ACTION = "keyturn:CheckRotation";

  private final RotationParts parts;
  private final Preflights preflights;

  CheckRotation(RotationParts parts) {
    this.parts = parts;
    this.preflights = new Preflights(parts);
  }

  /// @param rotationLambdaARN the function to check with, by its ARN or its name; by default the
  ///   secret's own
  public record Input(String secretId, Optional<String> rotationLambdaARN) {}

  /// @param passed whether nothing failed; what was skipped is not known
  public record Output(
      String arn,
      String name,
      String rotationLambdaARN,
      boolean passed,
      List<FindingShown> findings) {}

  /// A [Finding] as it is answered.
  public record FindingShown(String item, String status, String message, Optional<String> remedy) {

    static FindingShown of(Finding finding) {
      return new FindingShown(
          finding.item(),
          finding.status().name(),
          finding.text(),
          Optional.of(finding.remedy()).filter(text -> !text.isEmpty()));
    }
  }

  /// It changes nothing here, but logs in at targets: it is audited before that.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
        "CheckRotation",
        Input.class,
        Output.class,
        WRITE,
        ACTION,
        parts.repository().lookup(ACTION, Input::secretId),
        this::handle);
  }

  Output handle(Call call, Stored stored, Input input) {
    Given.requireAlive(stored.secret());
    Arn function = function(call, stored, input);
    parts.rights().require(call, "lambda:InvokeFunction", function::toString);
    List<Finding> findings = preflights.of(call, stored, function);
    return new Output(
        stored.arn(),
        stored.secret().name(),
        function.toString(),
        findings.stream().noneMatch(Finding::isFailed),
        findings.stream().map(FindingShown::of).toList());
  }

  private static Arn function(Call call, Stored stored, Input input) {
    String given =
        input
            .rotationLambdaARN()
            .or(() -> stored.secret().rotation().flatMap(RotationSettings::functionArn))
            .orElseThrow(() ->
                new InvalidRequest(
                    "No rotation function is associated with this secret. Name the one to check"
                        + " with in RotationLambdaARN."));
    return Arn.parse(given)
        .orElseGet(() -> Arn.of("lambda", call.region(), call.account(), "function:" + given));
  }
}
