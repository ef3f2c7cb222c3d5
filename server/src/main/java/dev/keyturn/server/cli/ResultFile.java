package dev.keyturn.server.cli;

import dev.keyturn.key.SecretValue;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A new file for a credential, readable by its owner alone. It is there before the credential is,
/// so that no credential is made that cannot be kept.
record ResultFile(Path file) {

  static ResultFile claim(Path file) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return new ResultFile(file);
    } catch (FileAlreadyExistsException _) {
      throw new ClientRefused("The file " + file + " exists already. Name another with --result.");
    } catch (IOException unwritable) {
      throw new ClientRefused(
          "The file %s cannot be made (%s). Name another with --result."
              .formatted(file, unwritable.getClass().getSimpleName()));
    }
  }

  /// Whether it is kept now.
  boolean write(SecretValue credential) {
    try {
      Files.writeString(file, credential.revealString());
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Nothing is to be kept.
  void drop() {
    try {
      if (Files.size(file) == 0) {
        Files.delete(file);
      }
    } catch (IOException _) {
      // An empty file harms nobody.
    }
  }
}
