package dev.keyturn.server.masterkey;

import dev.keyturn.key.SecretValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the master key comes from.
public sealed interface MasterKeySource {

  /// A file that only its owner may read.
  record InFile(Path path) implements MasterKeySource {}

  /// A value that was handed to the process.
  record Given(SecretValue text) implements MasterKeySource {}

  /// A command, called without a shell, that prints the key.
  record FromCommand(List<String> arguments) implements MasterKeySource {
    public FromCommand {
      arguments = List.copyOf(arguments);
    }
  }

  /// Reads the key; empty when the source is a file that does not exist.
  ///
  /// @throws MasterKeyUnavailable when there is something else than a key, or it may not be used
  default Optional<MasterKeyText> read() {
    return switch (this) {
      case InFile file -> new MasterKeyFile(file.path()).read();
      case Given given ->
          Optional.of(MasterKeyText.parse("KEYTURN_MASTER_KEY", given.text().revealString()));
      case FromCommand command -> Optional.of(new MasterKeyCommand(command.arguments()).read());
    };
  }

  /// The source in a text for people.
  default String describe() {
    return switch (this) {
      case InFile file -> "the file " + file.path();
      case Given _ -> "the variable KEYTURN_MASTER_KEY";
      case FromCommand command -> "the command " + command.arguments().getFirst();
    };
  }
}
