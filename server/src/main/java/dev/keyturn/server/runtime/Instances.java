package dev.keyturn.server.runtime;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.Deployment.Destination;
import dev.keyturn.function.FunctionLogs;
import dev.keyturn.function.InstanceCredentials;
import dev.keyturn.function.InstanceCredentials.Lent;
import dev.keyturn.key.SecretValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes instances: code, credentials, log, environment, sandbox, process.
final class Instances {
  /// As on AWS, processes and threads together.
  private static final int MOST_PROCESSES = 1024;

  private static final String LOOPBACK = "127.0.0.1";

  private final Parts parts;

  /// @param server the URL of this server, once it listens
  record Parts(
      InstanceCredentials credentials,
      FunctionLogs logs,
      RuntimeApi api,
      InstanceStart start,
      CodeCache code,
      Confinement confinement,
      Places places,
      Supplier<URI> server,
      EgressGuard guard,
      InstantSource clock) {}

  /// @param work where each instance gets a folder of its own
  /// @param doors where each gets one for its sockets, whose paths must be short
  /// @param runtime where the bootstraps are
  /// @param javaClient the folder with AWS's runtime interface client for Java
  record Places(
      Path work, Path doors, Path runtime, Path javaClient, Optional<Path> certificates) {}

  Instances(Parts parts) {
    this.parts = parts;
  }

  /// Starts a process that holds a deployment.
  ///
  /// @throws IOException when it cannot; the text is for people
  Instance start(Deployment deployment, Interpreter interpreter) throws IOException {
    Leftovers leftovers = new Leftovers();
    try {
      return new Start(deployment, interpreter, leftovers).run();
    } catch (IOException | RuntimeException failed) {
      leftovers.run();
      throw failed;
    }
  }

  /// The start of one instance.
  private final class Start {
    private final Deployment deployment;
    private final Interpreter interpreter;
    private final Leftovers leftovers;
    private final Exchange exchange = new Exchange();

    private Start(Deployment deployment, Interpreter interpreter, Leftovers leftovers) {
      this.deployment = deployment;
      this.interpreter = interpreter;
      this.leftovers = leftovers;
    }

    private Instance run() throws IOException {
      Optional<Sandbox> sandbox = parts.confinement.sandbox(deployment.egress().isPresent());
      View real = unpacked();
      View view = sandbox.map(Sandbox::view).orElse(real);
      Lent credentials = leftovers.keep(lend());
      FunctionLogs.Stream log =
          leftovers.keep(
              parts.logs.open(deployment.function(), deployment.version(), parts.clock.instant()));
      Output output = new Output(log, parts.clock);
      conceal(output, credentials);
      output.write(
          "INIT_START Runtime Version: %s (asked for: %s)"
              .formatted(interpreter.name(), deployment.runtime()));
      String token = parts.api.admit(exchange);
      leftovers.keep(() -> parts.api.dismiss(token));
      Environment.Peers peers =
          new Environment.Peers(
              LOOPBACK + ":" + parts.api.port() + "/" + token,
              parts.server.get().toString(),
              log.name());
      Map<String, String> environment = Environment.of(deployment, view, peers, credentials);
      List<String> command =
          new Program(parts.places.javaClient).command(deployment, interpreter, view, real);
      Process process =
          sandbox.isPresent()
              ? inside(sandbox.get(), real, command, environment, output)
              : bare(command, environment);
      output.follow(process);
      return new Instance(
          new Instance.Parts(
              exchange,
              new ProcessTree(process, token, sandbox.isPresent()),
              output,
              credentials,
              log.name(),
              deployment.limits(),
              parts.clock,
              leftovers));
    }

    private void conceal(Output output, Lent credentials) {
      output.conceal(credentials.secretAccessKey());
      output.conceal(credentials.sessionToken());
      deployment
          .variables()
          .revealAll()
          .values()
          .forEach(value -> output.conceal(SecretValue.ofString(value)));
    }

    private View unpacked() throws IOException {
      CodeCache.Use code = leftovers.keep(parts.code.open(List.of(deployment.code())));
      CodeCache.Use layers = leftovers.keep(parts.code.open(deployment.layers()));
      Path temp = Files.createTempDirectory(parts.places.work, "instance-");
      leftovers.keep(() -> Folders.delete(temp));
      return new View(
          code.folder(), layers.folder(), parts.places.runtime, temp, parts.places.certificates);
    }

    private Lent lend() throws IOException {
      return parts
          .credentials
          .lend(deployment.role(), deployment.function())
          .orElseThrow(() ->
              new IOException(
                  "The role "
                      + deployment.role()
                      + " cannot be assumed by Lambda: it does not exist, or does not trust"
                      + " lambda.amazonaws.com"));
    }

    private Process bare(List<String> command, Map<String, String> environment) throws IOException {
      List<String> limited =
          new ArrayList<>(ProcessLimits.prefix(deployment.limits(), Optional.empty()));
      limited.addAll(SealedEnvironment.opener());
      limited.addAll(command);
      return parts.start.watched(limited, SealedEnvironment.seal(environment));
    }

    private Process inside(
        Sandbox sandbox,
        View real,
        List<String> command,
        Map<String, String> environment,
        Output output)
        throws IOException {
      List<Path> reads = new ArrayList<>(interpreter.folders());
      if (interpreter.kind() == RuntimeKind.JAVA) {
        reads.add(parts.places.javaClient);
      }
      int user = sandbox.identity().nextUser();
      Sandbox.Content content =
          new Sandbox.Content(
              real, reads, deployment.limits().storageMb(), user, doors(real, user, output));
      List<String> limited =
          new ArrayList<>(ProcessLimits.prefix(deployment.limits(), Optional.of(MOST_PROCESSES)));
      limited.addAll(SealedEnvironment.opener());
      limited.addAll(command);
      return parts.start.plain(
          sandbox.command(content, real.temp(), limited), SealedEnvironment.seal(environment));
    }

    private Optional<Sandbox.Doors> doors(View real, int user, Output output) throws IOException {
      if (deployment.egress().isEmpty()) {
        return Optional.empty();
      }
      Path folder = Files.createTempDirectory(parts.places.doors, "");
      leftovers.keep(() -> Folders.delete(folder));
      URI server = parts.server.get();
      List<Destination> own =
          List.of(
              new Destination(LOOPBACK, parts.api.port()),
              new Destination(server.getHost(), port(server)));
      Egress egress =
          leftovers.keep(
              Egress.open(
                  folder,
                  deployment.egress().get(),
                  new Egress.Rules(own, parts.guard, output::write)));
      Path hosts = Files.writeString(real.temp().resolve("hosts"), egress.hosts());
      Path python = ProcessLimits.program("python3").orElseThrow();
      return Optional.of(new Sandbox.Doors(folder, hosts, egress.forwarder(python, user)));
    }

    private static int port(URI server) {
      return server.getPort() >= 0
          ? server.getPort()
          : "https".equals(server.getScheme()) ? 443 : 80;
    }
  }
}
