package dev.keyturn.acceptance.kit;

import dev.keyturn.rotators.PrivateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;

/// Private authorities.
public final class Authority {
  /// The one that signed the certificates of all targets.
  public static final PrivateAuthority OF_TARGETS = create("authority");

  private Authority() {}

  /// A new one, with a certificate for `localhost`.
  public static PrivateAuthority create(String name) {
    try {
      PrivateAuthority created = PrivateAuthority.in(Evidence.folder(name));
      // PostgreSQL insists.
      Files.setPosixFilePermissions(created.key(), PosixFilePermissions.fromString("rw-------"));
      return created;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
