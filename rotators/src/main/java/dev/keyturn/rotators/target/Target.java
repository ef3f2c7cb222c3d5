package dev.keyturn.rotators.target;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import java.util.Locale;
import java.util.regex.Pattern;

/// Where to connect to. The host is a host name, an IPv4 or an IPv6 address by grammar, never
/// anything that a driver could read as more than that.
///
/// @param host in small letters, without brackets and without a trailing dot
/// @param port 1 to 65535
/// @param database none when empty, where a kind of target lets in without one
public record Target(String host, int port, String database, TlsMode tls) {
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
  private static final Pattern IPV6 =
      Pattern.compile("(?=.*:.*:)[0-9a-f:]{2,39}(\\.[0-9.]{5,15})?");

  /// @throws StepFailed (misconfigured) when a part is not what it must be
  public static Target of(String host, int port, String database, TlsMode tls) throws StepFailed {
    String plain = plain(host);
    if (!NAME.matcher(plain).matches() && !IPV6.matcher(plain).matches()) {
      throw wrong("host", "a host name, an IPv4 address or an IPv6 address");
    }
    if (port < 1 || port > 65_535) {
      throw wrong("port", "a number from 1 to 65535");
    }
    if (database.indexOf('\0') >= 0) {
      throw wrong("dbname", "the name of a database");
    }
    return new Target(plain, port, database, tls);
  }

  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]")) {
      return lower.substring(1, lower.length() - 1);
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static StepFailed wrong(String key, String expected) {
    return new StepFailed(
        FailureClass.MISCONFIGURED,
        "The key " + key + " of the secret JSON is not " + expected,
        "Correct " + key + " with PutSecretValue.");
  }

  /// Whether both mean the same server, as far as their names tell.
  public boolean sameServer(Target other) {
    return host.equals(other.host) && port == other.port;
  }

  /// The same database and TLS on another server.
  public Target at(String otherHost, int otherPort) throws StepFailed {
    return of(otherHost, otherPort, database, tls);
  }

  /// The same server with another database.
  public Target in(String otherDatabase) {
    return new Target(host, port, otherDatabase, tls);
  }

  /// Host and port, for messages.
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
