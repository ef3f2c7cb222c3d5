package dev.keyturn.server.crash;

import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// A kind of real target, on which victims are made.
interface Ground {

  /// A new user, as the JSON of its secret.
  ///
  /// @param create stores a secret, such as a superuser's, and gives its ARN
  ObjectNode newUser(Scenario scenario, Function<ObjectNode, String> create);

  /// Whether a credential opens the target, everywhere.
  boolean opens(Credential credential);
}
