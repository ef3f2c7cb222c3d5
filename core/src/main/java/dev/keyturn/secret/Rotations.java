package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Operation;
import java.util.List;

/// The rows of the service `secretsmanager` that turn rotation on and off.
public final class Rotations {
  private Rotations() {}

  public static List<Operation<?, ?, ?>> rows(RotationParts parts) {
    RotateSecret rotate = new RotateSecret(parts);
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
