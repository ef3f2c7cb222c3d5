package dev.keyturn.server.runtime;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.FunctionLogs;
import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.function.InstanceCredentials;
import dev.keyturn.function.Invocation;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.identity.Arn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs users' functions in child processes that speak AWS's Lambda Runtime API. Thread-safe.
public final class ChildProcess implements FunctionRuntime, AutoCloseable {
  private static final int LONGEST_FOLDER = 70;

  /// What large answers may take of the memory: one of so many parts.
  private static final int SHARE_OF_MEMORY = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Settings settings;
  private final Interpreters interpreters = new Interpreters();
  private final InstanceStart start = new InstanceStart();
  private final RuntimeApi api;
  private final InstancePool pool;
  private final Confinement confinement;
  private final Path doors;
  private final Instances instances;
  private volatile Optional<Thread> probe = Optional.empty();

  /// Whom functions talk to.
  ///
  /// @param server the URL of this server, once it listens
  /// @param guard which addresses functions with an egress list may be connected to
  public record Ports(
      InstanceCredentials credentials,
      FunctionLogs logs,
      Supplier<URI> server,
      EgressGuard guard,
      InstantSource clock) {}

  /// @param folder what is in it is deleted
  /// @param javaClient the folder with AWS's runtime interface client for Java
  /// @param authorities PEM files of authorities that functions trust, besides the system's
  /// @param mostInstances of all functions together
  /// @param longestIdle how long an instance stays without work
  public record Settings(
      Path folder,
      Path javaClient,
      List<Path> authorities,
      SandboxMode sandbox,
      int mostInstances,
      Duration longestIdle) {}

  /// @throws UncheckedIOException when the folder cannot be used
  public ChildProcess(Settings settings, Ports ports) {
    this.settings = settings;
    api = RuntimeApi.open(places(), PATIENCE);
    pool = new InstancePool(settings.mostInstances(), ports.clock());
    try {
      Path folder = Folders.fresh(settings.folder());
      doors = doors(folder);
      confinement =
          new Confinement(settings.sandbox(), Files.createDirectory(folder.resolve("probe")));
      instances =
          new Instances(
              new Instances.Parts(
                  ports.credentials(),
                  ports.logs(),
                  api,
                  start,
                  new CodeCache(Files.createDirectory(folder.resolve("code"))),
                  confinement,
                  new Instances.Places(
                      Files.createDirectory(folder.resolve("work")),
                      doors,
                      Bootstraps.write(folder.resolve("runtime")),
                      settings.javaClient(),
                      Authorities.write(folder.resolve("cert.pem"), settings.authorities())),
                  ports.server(),
                  ports.guard(),
                  ports.clock()));
    } catch (IOException failed) {
      start.close();
      api.close();
      throw new UncheckedIOException("Cannot prepare the folder of functions", failed);
    }
  }

  private static int places() {
    long places = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY / RuntimeApi.MOST_BYTES;
    return Math.toIntExact(Math.clamp(places, 1, Integer.MAX_VALUE));
  }

  /// A socket's path has at most 107 bytes.
  private static Path doors(Path folder) throws IOException {
    return folder.toString().length() <= LONGEST_FOLDER
        ? Files.createDirectory(folder.resolve("doors"))
        : Files.createTempDirectory("keyturn-doors-");
  }

  /// Finds out beside the server's start which sandbox there is, and says so in the log.
  public void announce() {
    probe = Optional.of(Thread.ofVirtual().name("function-sandbox").start(confinement::finding));
  }

  @Override
  public Optional<String> egressHindrance() {
    return confinement.finding().network();
  }

  @Override
  public Optional<String> standIn(String runtime) {
    return interpreter(runtime).map(Interpreter::name);
  }

  private Optional<Interpreter> interpreter(String runtime) {
    return RuntimeKind.of(runtime).flatMap(interpreters::nearest);
  }

  @Override
  public InvocationEnd invoke(Deployment deployment, Invocation invocation) {
    Optional<Interpreter> interpreter = interpreter(deployment.runtime());
    if (interpreter.isEmpty()) {
      return nothingRan(
          Fault.UNAVAILABLE,
          "Runtime.Unavailable",
          "Nothing on this machine runs " + deployment.runtime() + " functions");
    }
    Optional<InvocationEnd> end = Optional.empty();
    while (end.isEmpty()) {
      end = inOne(deployment, interpreter.get(), invocation);
    }
    return end.get();
  }

  /// @return empty when the instance had ended before it took the invocation
  private Optional<InvocationEnd> inOne(
      Deployment deployment, Interpreter interpreter, Invocation invocation) {
    Optional<InstancePool.Place> place = pool.enter(deployment, invocation.scope().isPresent());
    if (place.isEmpty()) {
      return Optional.of(nothingRan(Fault.THROTTLED, "TooManyRequestsException", "Rate Exceeded."));
    }
    Optional<Instance> instance = place.get().warm();
    try {
      if (instance.isEmpty()) {
        instance = Optional.of(instances.start(deployment, interpreter));
      }
      return instance.get().serve(invocation, deployment.version());
    } catch (IOException failed) {
      return Optional.of(
          nothingRan(
              Fault.UNAVAILABLE, "Runtime.Unavailable", String.valueOf(failed.getMessage())));
    } finally {
      pool.leave(place.get(), instance);
    }
  }

  private static InvocationEnd nothingRan(Fault fault, String type, String message) {
    return new InvocationEnd(
        Optional.of(fault),
        Ending.of(fault, type, message).payload(),
        "",
        Optional.empty(),
        Duration.ZERO);
  }

  @Override
  public void retire(Arn function) {
    pool.retire(function);
  }

  /// Ends instances that had no work for long. To be called now and then.
  public void recycle() {
    pool.recycle(settings.longestIdle());
  }

  /// How many instances wait for work.
  public int waiting() {
    return pool.waiting();
  }

  /// How many invocations are at work.
  public int working() {
    return pool.working();
  }

  @Override
  public void close() {
    pool.close();
    start.close();
    api.close();
    probe.ifPresent(ChildProcess::join);
    Folders.delete(doors);
    Folders.delete(settings.folder());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
