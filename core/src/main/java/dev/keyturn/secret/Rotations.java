package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import java.util.List;

/// The rows of the service `secretsmanager` that turn rotation on and off.
public final class Rotations {
  private Rotations() {}

  /// As AWS has them.
  public static List<Operation<?, ?, ?>> rows(RotationParts parts) {
    return rows(parts, PreflightMode.OFF);
  }

  /// @param preflight what is done before a rotation is turned on
  public static List<Operation<?, ?, ?>> rows(RotationParts parts, PreflightMode preflight) {
    RotateSecret rotate = new RotateSecret(parts, preflight);
    CancelRotateSecret cancel = new CancelRotateSecret(parts);
    String rotates = "secretsmanager:RotateSecret";
    String cancels = "secretsmanager:CancelRotateSecret";
    return List.of(
        new Operation<>(
                "RotateSecret",
                RotateSecret.Input.class,
                RotateSecret.Output.class,
                WRITE,
                rotates,
                parts.repository().lookup(rotates, RotateSecret.Input::secretId),
                rotate::handle)
            .keyed(
                ConditionKeys.<RotateSecret.Input>none()
                    .with("secretsmanager:RotationLambdaARN", RotateSecret.Input::rotationLambdaARN)
                    .with(
                        "secretsmanager:ModifyRotationRules",
                        input -> input.rotationRules().map(_ -> true))
                    .with(
                        "secretsmanager:RotateImmediately", RotateSecret.Input::rotateImmediately))
            .without("ExternalSecretRotationMetadata", "ExternalSecretRotationRoleArn"),
        new Operation<>(
            "CancelRotateSecret",
            CancelRotateSecret.Input.class,
            CancelRotateSecret.Output.class,
            WRITE,
            cancels,
            parts.repository().lookup(cancels, CancelRotateSecret.Input::secretId),
            cancel::handle));
  }
}
