package dev.keyturn.server;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which package may see which. Whatever is not written here is denied, also a new package: give it
/// a line when its place is clear.
final class Directions {
  static final String ROOT = "dev.keyturn.";

  /// The domain, from values to effects. `core` below stands for all of these.
  private static final Map<String, Set<String>> CORE =
      table(
          """
          identity  :
          schedule  :
          key       : identity
          store     : key
          access    : identity
          audit     : identity key
          operation : identity key access audit
          function  : identity key
          masking   : identity key
          rotation  : schedule function
          secret    : identity key store access audit operation schedule function masking rotation
          kms       : identity key store audit operation
          iam       : identity key store access audit operation function
          lambda    : identity key store access audit operation function
          logs      : identity key store access audit operation function masking
          engine    : identity key store audit operation schedule function rotation secret
          alarm     : identity key store function rotation secret engine
          """);

  /// Built-in rotation functions see the public contract of a function and nothing else.
  private static final Map<String, Set<String>> ROTATORS =
      table(
          """
          rotators          : identity key function rotators.strategy rotators.target
          rotators.strategy : identity key function rotators.target
          rotators.target   : identity key function
          """);

  /// Adapters see the domain and never each other, but for http -> wire -> sigv4. The composition
  /// root and the command line, which are two doors of one house, may see everything.
  private static final Map<String, Set<String>> SERVER =
      table(
          """
          server.alarm     : core
          server.audit     : core
          server.config    : core
          server.http      : core server.wire
          server.masterkey : core
          server.passwords : core
          server.runtime   : core
          server.sigv4     : core
          server.store     : core
          server.telemetry : core
          server.wire      : core server.sigv4
          server.cli       : everything
          server           : everything
          """);

  private Directions() {}

  /// All packages that there may be, without [#ROOT].
  static Set<String> packages() {
    return java.util.stream.Stream.of(CORE, ROTATORS, SERVER)
        .flatMap(table -> table.keySet().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether one package may see another.
  static boolean allow(String from, String to) {
    Set<String> seen =
        CORE.getOrDefault(from, ROTATORS.getOrDefault(from, SERVER.getOrDefault(from, Set.of())));
    return from.equals(to)
        || seen.contains(to)
        || seen.contains("everything")
        || (seen.contains("core") && CORE.containsKey(to));
  }

  private static Map<String, Set<String>> table(String text) {
    return text.lines()
        .map(line -> line.split(":", 2))
        .collect(
            Collectors.toUnmodifiableMap(
                parts -> parts[0].strip(),
                parts ->
                    Arrays.stream(parts[1].strip().split(" +"))
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toUnmodifiableSet())));
  }
}
