package dev.keyturn.server.runtime;

import java.nio.file.Path;
import java.util.List;

/// Something on this machine that runs a kind of functions.
///
/// @param name for people, such as `Python 3.11.7 with boto3 1.34`
/// @param version as in [RuntimeKind.Wish]
/// @param complete whether it has what AWS's runtime of the kind has: boto3, for Python
/// @param folders what it consists of, beside the system's own folders
record Interpreter(
    RuntimeKind kind,
    Path program,
    String name,
    int version,
    boolean complete,
    List<Path> folders) {
  Interpreter {
    folders = List.copyOf(folders);
  }
}
