package dev.keyturn.server;

import dev.keyturn.function.FunctionLogs;
import dev.keyturn.function.InstanceCredentials;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.server.runtime.ChildProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Users' functions as a configuration wants them to run.
final class FunctionProcesses {
  private FunctionProcesses() {}

  /// @param self where the server listens, once it does
  static ChildProcess open(
      Config config,
      InstanceCredentials credentials,
      FunctionLogs logs,
      InstantSource clock,
      Supplier<InetSocketAddress> self) {
    Config.Processes processes = config.processes();
    Config.Targets targets = config.targets();
    TargetPolicy policy =
        TargetPolicy.of(targets.allow(), targets.deny(), () -> List.of(self.get()));
    List<Path> authorities =
        Stream.concat(
                targets.ca().stream(),
                config.listener().tls().map(Config.Tls::certificate).stream())
            .toList();
    return new ChildProcess(
        new ChildProcess.Settings(
            config.data().resolve("functions"),
            javaClient(),
            authorities,
            processes.sandbox(),
            processes.most(),
            processes.idle()),
        new ChildProcess.Ports(
            credentials,
            logs,
            () -> processes.endpoint().orElseGet(() -> endpoint(config, self.get())),
            policy::refusal,
            clock));
  }

  /// An address that stands for all of the machine's is reached by loopback.
  private static URI endpoint(Config config, InetSocketAddress self) {
    String host = config.listener().host();
    if (self.getAddress() != null && self.getAddress().isAnyLocalAddress()) {
      host = InetAddress.getLoopbackAddress().getHostAddress();
    }
    try {
      String scheme = config.listener().tls().isPresent() ? "https" : "http";
      return new URI(scheme, null, host, self.getPort(), null, null, null);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Beside the jar of this class; in a build, beside its classes.
  private static Path javaClient() {
    try {
      Path own =
          Path.of(
              FunctionProcesses.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return own.toString().endsWith(".jar")
          ? own.resolveSibling("java-functions")
          : own.resolveSibling("keyturn/lib/java-functions");
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
