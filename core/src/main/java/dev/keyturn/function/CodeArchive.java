package dev.keyturn.function;

import java.io.IOException;
import java.io.InputStream;

/// A zip that was checked when it was uploaded: no absolute or climbing paths, no links, within the
/// limits of count and size. Immutable.
public interface CodeArchive {

  /// SHA-256 of the zip, in lower-case hexadecimal: the same for the same bytes.
  String sha256();

  /// The zip, from its beginning. The caller closes it.
  InputStream open() throws IOException;
}
