package dev.keyturn.server.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts an instance into a sandbox of bubblewrap: the system read-only, AWS's folders, a temporary
/// folder of its own, no other processes, no rights. Immutable.
final class Sandbox {
  static final Path TASK = Path.of("/var/task");
  static final Path OPT = Path.of("/opt");
  static final Path RUNTIME = Path.of("/var/runtime");
  static final Path TEMP = Path.of("/tmp");
  static final Path DOORS = Path.of("/run/keyturn");

  /// Where the templates of AWS look for authorities.
  static final Path CERTIFICATES = Path.of("/etc/pki/tls/cert.pem");

  private static final long MEGABYTE = 1024L * 1024;
  private static final List<String> SYSTEM =
      List.of("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", "/libx32");
  private static final List<String> ETC =
      List.of(
          "alternatives",
          "ca-certificates",
          "ca-certificates.conf",
          "crypto-policies",
          "gai.conf",
          "host.conf",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "localtime",
          "nsswitch.conf",
          "protocols",
          "resolv.conf",
          "services",
          "ssl");
  private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom");

  private final Path bubblewrap;
  private final Identity identity;

  Sandbox(Path bubblewrap, Identity identity) {
    this.bubblewrap = bubblewrap;
    this.identity = identity;
  }

  /// What goes into one.
  ///
  /// @param real where the files are
  /// @param reads further folders to be seen, at the same place
  /// @param user the number of the user that the function runs as
  /// @param doors a folder with sockets: the only ways out; empty: the network of the machine
  record Content(View real, List<Path> reads, int storageMb, int user, Optional<Doors> doors) {}

  /// Ways out of a sandbox that has no network.
  ///
  /// @param folder with sockets
  /// @param hosts a file with the names that lead to them
  /// @param forwarder what listens inside, in front of the command
  record Doors(Path folder, Path hosts, List<String> forwarder) {}

  /// The same places in the instance's eyes.
  View view() {
    return new View(TASK, OPT, RUNTIME, TEMP, Optional.of(CERTIFICATES));
  }

  Identity identity() {
    return identity;
  }

  /// The whole command.
  ///
  /// @param work a folder for the files that are made for it
  List<String> command(Content content, Path work, List<String> inner) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(bubblewrap.toString());
    command.addAll(
        List.of(
            "--die-with-parent",
            "--new-session",
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--hostname",
            "sandbox"));
    command.addAll(identity.options(content.doors().isPresent()));
    addFolders(command, CERTIFICATES);
    addFolders(command, RUNTIME);
    addFolders(command, DOORS);
    addFolders(command, OPT.resolve("any"));
    addSystem(command);
    addEtc(command, content, work);
    addDevices(command);
    addFunction(command, content);
    content
        .doors()
        .ifPresent(doors -> {
          command.add("--unshare-net");
          bind(command, doors.folder(), DOORS);
        });
    command.addAll(List.of("--remount-ro", "/", "--chdir", TASK.toString(), "--"));
    content.doors().ifPresent(doors -> command.addAll(doors.forwarder()));
    command.addAll(identity.prefix(content.user(), content.doors().isPresent()));
    command.addAll(inner);
    return command;
  }

  private static void bind(List<String> command, Path from, Path to) {
    command.addAll(List.of("--ro-bind", from.toString(), to.toString()));
  }

  private static void addSystem(List<String> command) throws IOException {
    for (String name : SYSTEM) {
      Path folder = Path.of(name);
      if (Files.isSymbolicLink(folder)) {
        command.addAll(
            List.of("--symlink", Files.readSymbolicLink(folder).toString(), folder.toString()));
      } else if (Files.isDirectory(folder)) {
        bind(command, folder, folder);
      }
    }
    command.addAll(List.of("--proc", "/proc"));
  }

  private static void addEtc(List<String> command, Content content, Path work) throws IOException {
    for (String name : ETC) {
      Path file = Path.of("/etc", name);
      if (Files.exists(file)) {
        bind(command, file, file);
      }
    }
    try (DirectoryStream<Path> java = Files.newDirectoryStream(Path.of("/etc"), "java*")) {
      java.forEach(folder -> bind(command, folder, folder));
    }
    Path hosts = content.doors().map(Doors::hosts).orElse(Path.of("/etc/hosts"));
    if (Files.exists(hosts)) {
      bind(command, hosts, Path.of("/etc/hosts"));
    }
    int user = content.user();
    bind(
        command,
        Files.writeString(
            work.resolve("passwd"), "function:x:%d:%d::/tmp:/bin/sh\n".formatted(user, user)),
        Path.of("/etc/passwd"));
    bind(
        command,
        Files.writeString(work.resolve("group"), "function:x:%d:\n".formatted(user)),
        Path.of("/etc/group"));
    content.real().certificates().ifPresent(file -> bind(command, file, CERTIFICATES));
  }

  /// By hand: bubblewrap's own /dev would need another user namespace, in which nothing may be done
  /// with the network.
  private static void addDevices(List<String> command) {
    command.addAll(List.of("--size", String.valueOf(MEGABYTE), "--tmpfs", "/dev"));
    for (String name : DEVICES) {
      command.addAll(List.of("--dev-bind", "/dev/" + name, "/dev/" + name));
    }
    command.addAll(
        List.of(
            "--symlink",
            "/proc/self/fd",
            "/dev/fd",
            "--symlink",
            "/proc/self/fd/0",
            "/dev/stdin",
            "--symlink",
            "/proc/self/fd/1",
            "/dev/stdout",
            "--symlink",
            "/proc/self/fd/2",
            "/dev/stderr"));
    command.addAll(
        List.of(
            "--perms",
            "1777",
            "--size",
            String.valueOf(64 * MEGABYTE),
            "--tmpfs",
            "/dev/shm",
            "--remount-ro",
            "/dev"));
  }

  private static void addFunction(List<String> command, Content content) throws IOException {
    command.addAll(
        List.of(
            "--perms",
            "1777",
            "--size",
            String.valueOf(content.storageMb() * MEGABYTE),
            "--tmpfs",
            TEMP.toString()));
    bind(command, content.real().task(), TASK);
    bind(command, content.real().runtime(), RUNTIME);
    // One by one, so that an interpreter may lie there as well.
    try (DirectoryStream<Path> layers = Files.newDirectoryStream(content.real().opt())) {
      layers.forEach(entry -> bind(command, entry, OPT.resolve(entry.getFileName())));
    }
    List<Path> seen = new ArrayList<>(SYSTEM.stream().map(Path::of).toList());
    for (Path folder : content.reads().stream().sorted().toList()) {
      if (seen.stream().noneMatch(folder::startsWith) && Files.exists(folder)) {
        addFolders(command, folder);
        bind(command, folder, folder);
        seen.add(folder);
      }
    }
  }

  /// The folders above a place. Those that bubblewrap makes by itself are closed to the function's
  /// user.
  private static void addFolders(List<String> command, Path folder) {
    for (int names = 1; names < folder.getNameCount(); names++) {
      command.addAll(
          List.of(
              "--perms",
              "0755",
              "--dir",
              folder.getRoot().resolve(folder.subpath(0, names)).toString()));
    }
  }
}
