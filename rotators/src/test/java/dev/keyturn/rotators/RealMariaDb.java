package dev.keyturn.rotators;

import java.util.List;
import java.util.Optional;

/// Real MariaDB servers: the embedded version, or the installed one that the system property
/// `keyturn.test.mariadb` names.
public final class RealMariaDb {
  private RealMariaDb() {}

  private static final class Shared {
    static final RealMySql SERVER = RealMySql.forever(start());
  }

  /// The one MariaDB server that all tests of this JVM share. It ends with the JVM.
  public static RealMySql shared() {
    return Shared.SERVER;
  }

  /// A server of the caller's own.
  ///
  /// @param options of the server, such as `--max-connections=3`
  public static RealMySql start(String... options) {
    return RealMySql.startMariaDb(List.of(options), Optional.empty());
  }

  /// A server of the caller's own with a certificate of this authority.
  public static RealMySql start(PrivateAuthority authority) {
    return RealMySql.startMariaDb(List.of(), Optional.of(authority));
  }
}
