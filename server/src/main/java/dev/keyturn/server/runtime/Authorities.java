package dev.keyturn.server.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The certificate authorities that functions trust: the system's, and those that the server was
/// told of.
final class Authorities {
  private static final List<String> SYSTEM =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem",
          "/etc/ssl/cert.pem");

  private Authorities() {}

  /// Writes them into one PEM file.
  ///
  /// @param further PEM files
  /// @return empty when there are none at all
  static Optional<Path> write(Path file, List<Path> further) throws IOException {
    List<Path> sources =
        Stream.concat(
                SYSTEM.stream().map(Path::of).filter(Files::isReadable).limit(1), further.stream())
            .toList();
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    for (Path source : sources) {
      Files.writeString(
          file,
          Files.readString(source, StandardCharsets.ISO_8859_1) + "\n",
          StandardCharsets.ISO_8859_1,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    return Optional.of(file);
  }
}
