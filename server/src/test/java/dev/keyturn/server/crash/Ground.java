package dev.keyturn.server.crash;

import dev.keyturn.server.Config;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// A kind of real target, on which victims are made.
interface Ground {

  /// The names of the functions that rotate its users.
  List<String> functions();

  /// A first and a second rotation by each function.
  default List<Scenario> scenarios() {
    return functions().stream()
        .flatMap(function -> Stream.of(new Scenario(function, false), new Scenario(function, true)))
        .toList();
  }

  /// Where the server is.
  ///
  /// @param address empty while it is down
  default void at(Config config, Optional<URI> address) {}

  /// A new user, as the JSON of its secret.
  ///
  /// @param create stores a secret, such as a superuser's, and gives its ARN
  ObjectNode newUser(Scenario scenario, Function<ObjectNode, String> create);

  /// Whether a credential opens the target, everywhere.
  boolean opens(Credential credential);
}
