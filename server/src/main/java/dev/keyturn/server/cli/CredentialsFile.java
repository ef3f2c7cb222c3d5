package dev.keyturn.server.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A new AWS shared-credentials file for an access key that is told once. It is there, readable by
/// its owner alone, before the key is.
final class CredentialsFile {
  private final Path file;

  private CredentialsFile(Path file) {
    this.file = file;
  }

  /// What may be made together with an access key.
  @FunctionalInterface
  interface Making<T> {
    T make() throws InterruptedException;
  }

  /// An empty one.
  ///
  /// @throws ClientRefused when there is a file already, or none can be made
  static CredentialsFile claim(Path file) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return new CredentialsFile(file);
    } catch (FileAlreadyExistsException _) {
      throw new ClientRefused("The file " + file + " exists already. Name another.");
    } catch (IOException unwritable) {
      throw new ClientRefused(
          "The file %s cannot be made (%s). Name another."
              .formatted(file, unwritable.getClass().getSimpleName()));
    }
  }

  /// What is made; when it is refused the file goes again.
  <T> T orGone(Making<T> making) throws InterruptedException {
    try {
      return making.make();
    } catch (RuntimeException | InterruptedException refused) {
      delete();
      throw refused;
    }
  }

  private void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // It is empty: what went wrong before is what matters.
    }
  }

  void write(String accessKeyId, String secretAccessKey) {
    try {
      Files.writeString(
          file,
          """
          [keyturn]
          aws_access_key_id = %s
          aws_secret_access_key = %s
          """
              .formatted(accessKeyId, secretAccessKey));
    } catch (IOException unwritable) {
      throw new ClientRefused(
          "The file %s cannot be written (%s). The account of the access key %s is made, and its secret is lost: make another account."
              .formatted(file, unwritable.getClass().getSimpleName(), accessKeyId));
    }
  }
}
