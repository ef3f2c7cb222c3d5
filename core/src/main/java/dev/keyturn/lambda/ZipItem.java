package dev.keyturn.lambda;

/// An entry of a zip's directory.
///
/// @param name as it stands there; a folder's ends with a slash
/// @param method 0: stored, 8: deflated
/// @param compressed its bytes in the zip
/// @param offset of its own header
/// @param mode of Unix, with its kind; 0 where another system made it
record ZipItem(String name, boolean encrypted, int method, long compressed, long offset, int mode) {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  private static final int KIND = 0xf000;
  private static final int FILE = 0x8000;
  private static final int FOLDER = 0x4000;

  boolean isFolder() {
    return name.endsWith("/");
  }

  /// Whether it is neither a file nor a folder: a link, a device, a pipe.
  boolean isSpecial() {
    int kind = mode & KIND;
    return kind != 0 && kind != FILE && kind != FOLDER;
  }

  /// Whether it would be written outside the folder that the zip is unpacked into.
  boolean leaves() {
    if (name.isEmpty()
        || name.startsWith("/")
        || name.indexOf('\\') >= 0
        || name.indexOf('\0') >= 0) {
      return true;
    }
    for (String part : name.split("/", -1)) {
      if (part.equals("..") || part.equals(".")) {
        return true;
      }
    }
    return false;
  }
}
