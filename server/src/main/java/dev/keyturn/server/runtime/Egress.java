package dev.keyturn.server.runtime;

import dev.keyturn.function.Deployment.Destination;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The only places that an instance reaches: a door for each, and an address of the sandbox's
/// loopback interface behind which it is. Names keep their names, so that certificates fit.
final class Egress implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int LOOPBACK_NAMES = 127 << 24 | 1 << 16;

  private final List<Door> doors = new ArrayList<>();
  private final List<String> listeners = new ArrayList<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Set<Destination> taken = new HashSet<>();
  private final Path folder;

  /// What everybody reaches, and under which guard the rest is reached.
  ///
  /// @param own the runtime API and this server
  record Rules(List<Destination> own, EgressGuard guard, Consumer<String> complain) {}

  private Egress(Path folder) {
    this.folder = folder;
  }

  /// @param folder an empty one
  static Egress open(Path folder, List<Destination> list, Rules rules) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Egress egress = new Egress(folder);
    try {
      for (Destination own : rules.own()) {
        egress.add(own, new EgressGuardOff(), rules.complain());
      }
      for (Destination listed : list) {
        egress.add(listed, rules.guard(), rules.complain());
      }
      return egress;
    } catch (IOException | RuntimeException failed) {
      egress.close();
      throw failed;
    }
  }

  /// For what is this server's own.
  private record EgressGuardOff() implements EgressGuard {
    @Override
    public Optional<String> refusal(java.net.InetSocketAddress target) {
      return Optional.empty();
    }
  }

  private void add(Destination destination, EgressGuard guard, Consumer<String> complain)
      throws IOException {
    String host = destination.host().toLowerCase(Locale.ROOT);
    // Other spellings of one place have one address inside, and a port is listened at once.
    if (!taken.add(
        new Destination(host.equals("localhost") ? LOOPBACK : host, destination.port()))) {
      return;
    }
    String number = String.valueOf(doors.size());
    doors.add(
        Door.open(
            folder.resolve(number),
            new Door.Leads(destination.host(), destination.port(), guard, complain)));
    listeners.add(inside(host));
    listeners.add(String.valueOf(destination.port()));
    listeners.add(Sandbox.DOORS.resolve(number).toString());
  }

  /// The address inside that stands for a host.
  private String inside(String host) throws IOException {
    if (host.equals("localhost")) {
      return LOOPBACK;
    }
    try {
      InetAddress literal = InetAddress.ofLiteral(host);
      if (literal.getAddress().length != 4) {
        throw new IOException(
            "An egress list cannot name the IPv6 address " + host + ": name its host");
      }
      return literal.getHostAddress();
    } catch (IllegalArgumentException _) {
      return names.computeIfAbsent(host, _ -> numbered(LOOPBACK_NAMES + names.size() + 1));
    }
  }

  private static String numbered(int address) {
    return "%d.%d.%d.%d"
        .formatted(address >>> 24, address >>> 16 & 0xff, address >>> 8 & 0xff, address & 0xff);
  }

  /// The file of names for the sandbox.
  String hosts() {
    StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n127.0.0.1 sandbox\n");
    names.forEach((name, address) -> hosts.append(address).append(' ').append(name).append('\n'));
    return hosts.toString();
  }

  /// What stands in front of the function's command.
  List<String> forwarder(Path python, int user) {
    List<String> command =
        new ArrayList<>(
            List.of(
                python.toString(),
                "-I",
                "-S",
                Sandbox.RUNTIME.resolve(Bootstraps.FORWARDER).toString(),
                String.valueOf(user)));
    command.addAll(listeners);
    command.add("--");
    return command;
  }

  @Override
  public void close() {
    doors.forEach(Door::close);
  }
}
