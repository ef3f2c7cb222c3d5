package dev.keyturn.server.runtime;

import dev.keyturn.identity.Arn;
import java.util.Optional;

/// The name in a function's ARN, `function:NAME` with an optional `:$LATEST`.
record FunctionName(String value) {
  private static final String LATEST = "$LATEST";

  static Optional<FunctionName> of(Arn arn) {
    String[] parts = arn.resource().split(":", -1);
    boolean function = arn.service().equals("lambda") && parts[0].equals("function");
    boolean unqualified = parts.length == 2 || (parts.length == 3 && parts[2].equals(LATEST));
    return function && unqualified ? Optional.of(new FunctionName(parts[1])) : Optional.empty();
  }
}
