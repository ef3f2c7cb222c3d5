package dev.keyturn.lambda;

import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.function.Variables;
import dev.keyturn.operation.Refusal.InvalidParameterValue;

/// Whether this machine can run a function as it is wished.
record RuntimeCheck(FunctionRuntime runtime) {

  /// Refuses a runtime that nothing here stands in for.
  void demand(String asked) {
    if (runtime.standIn(asked).isEmpty()) {
      throw new InvalidParameterValue(
          "Nothing on this server's machine can run the runtime %s. %s"
              .formatted(asked, remedy(asked)));
    }
  }

  private static String remedy(String asked) {
    if (asked.startsWith("python3")) {
      return "Install Python 3 (apt-get install python3 python3-boto3).";
    }
    if (asked.startsWith("nodejs")) {
      return "Install Node.js (apt-get install nodejs).";
    }
    if (asked.startsWith("java")) {
      return "Install a Java runtime (apt-get install default-jre-headless).";
    }
    return "Keyturn runs python3.x, nodejsNN.x, javaNN, and with a bootstrap of your own"
        + " provided.al2023.";
  }

  /// Refuses an egress list that cannot be, or cannot be enforced.
  void demandEgress(Variables variables) {
    if (EgressList.of(variables).isPresent()) {
      runtime
          .egressHindrance()
          .ifPresent(why -> {
            throw new InvalidParameterValue(
                "The function has an egress list (%s), which cannot be enforced here: %s"
                    .formatted(EgressList.VARIABLE, why));
          });
    }
  }
}
