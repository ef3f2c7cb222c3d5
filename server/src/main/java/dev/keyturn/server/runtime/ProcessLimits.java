package dev.keyturn.server.runtime;

import dev.keyturn.function.Deployment.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the kernel holds an instance's processes to. Each of them has its own memory limit, above
/// the function's, so that a runaway is stopped at once; that of all together is watched.
final class ProcessLimits {
  private static final int MOST_FILES = 1024;
  private static final long MEGABYTE = 1024L * 1024;

  /// What an interpreter reserves beside what a function uses.
  private static final int RESERVE_MB = 512;

  private ProcessLimits() {}

  /// What to put in front of a command; nothing where the machine has no `prlimit`.
  ///
  /// @param processes how many there may be; counted for each user, so only an instance with a user
  ///   of its own has one
  static List<String> prefix(Limits limits, Optional<Integer> processes) {
    Optional<Path> prlimit = program("prlimit");
    if (prlimit.isEmpty()) {
      return List.of();
    }
    List<String> prefix =
        new ArrayList<>(
            List.of(
                prlimit.get().toString(),
                "--core=0",
                "--nofile=" + MOST_FILES,
                "--fsize=" + limits.storageMb() * MEGABYTE,
                "--data=" + (2L * limits.memoryMb() + RESERVE_MB) * MEGABYTE));
    processes.ifPresent(most -> prefix.add("--nproc=" + most));
    prefix.add("--");
    return prefix;
  }

  /// A program of the system.
  static Optional<Path> program(String name) {
    return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
