package dev.keyturn.server.runtime;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The languages of AWS's runtimes that can run here.
enum RuntimeKind {
  PYTHON("python3\\.(\\d+)"),
  NODE("nodejs(\\d+)\\.x"),
  JAVA("java(\\d+)(?:\\.al2)?"),
  PROVIDED("provided(?:\\.al2|\\.al2023)?()");

  private final Pattern identifier;

  RuntimeKind(String identifier) {
    this.identifier = Pattern.compile(identifier);
  }

  /// What an identifier asks for.
  ///
  /// @param version the minor one of Python 3, the major one of Node and Java; 0: any
  record Wish(RuntimeKind kind, int version) {}

  static Optional<Wish> of(String runtime) {
    for (RuntimeKind kind : values()) {
      Matcher matcher = kind.identifier.matcher(runtime);
      if (matcher.matches() && matcher.group(1).length() < 5) {
        String version = matcher.group(1);
        return Optional.of(new Wish(kind, version.isEmpty() ? 0 : Integer.parseInt(version)));
      }
    }
    return Optional.empty();
  }
}
