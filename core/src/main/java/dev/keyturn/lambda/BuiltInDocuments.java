package dev.keyturn.lambda;

import dev.keyturn.identity.Arn;
import dev.keyturn.lambda.BuiltIns.BuiltIn;
import dev.keyturn.store.Kept;
import dev.keyturn.store.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Gives built-in functions the form of everybody's: where the store has no document of one, it is
/// made up here, and the first change of it writes it down. So they are listed, shown, tagged, and
/// have policies like others.
final class BuiltInDocuments {
  /// What AWS's templates have; the engine's own limit of a step.
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final String ID = "built-in:";
  private static final String NO_CODE = "0".repeat(64);
  private static final int MEMORY = 128;
  private static final int STORAGE = 512;

  private final BuiltIns builtIns;

  BuiltInDocuments(BuiltIns builtIns) {
    this.builtIns = builtIns;
  }

  /// Whether a document is of a function that is built in. What a user has made under a name is the
  /// user's, although a later server brings along a function of that name.
  static boolean isBuiltIn(Function function) {
    return isBuiltIn(function.id());
  }

  static boolean isBuiltIn(String functionId) {
    return functionId.startsWith(ID);
  }

  Optional<Kept<Function>> function(Home home, String name) {
    return builtIns.find(name).map(it -> document(home, it));
  }

  List<Kept<Function>> functions(Home home) {
    return builtIns.all().stream().map(it -> document(home, it)).toList();
  }

  private static Kept<Function> document(Home home, BuiltIn builtIn) {
    String name = builtIn.name();
    Configuration latest =
        new Configuration(
            Configuration.LATEST,
            UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString(),
            Instant.EPOCH,
            builtIn.description(),
            // As who it calls: there is no such role to be changed.
            Arn.global("iam", home.account(), "role/" + name).toString(),
            new Configuration.Program(
                "provided.al2023",
                Optional.of("keyturn.built_in"),
                new Code(NO_CODE, 0, 0),
                List.of()),
            new Configuration.Limits((int) TIMEOUT.toSeconds(), MEMORY, STORAGE),
            new Configuration.Options("x86_64", "PassThrough"),
            Optional.empty());
    String id = ID + home.prefix() + name;
    return new Kept<>(
        home.function(name), Function.first(id, name, latest, Map.of()), Write.ABSENT);
  }
}
