package dev.keyturn.lambda;

import java.util.Base64;
import java.util.HexFormat;

/// Which zip is meant.
///
/// @param sha256 of the zip, in lower-case hexadecimal
/// @param size of the zip in bytes
/// @param unzipped the bytes of what is in it
public record Code(String sha256, long size, long unzipped) {

  /// The hash as Lambda's API shows it.
  String shown() {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256));
  }
}
