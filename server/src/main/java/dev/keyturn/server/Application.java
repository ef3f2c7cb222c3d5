package dev.keyturn.server;

import dev.keyturn.access.Authorizer;
import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.iam.AccessKeyUses;
import dev.keyturn.iam.AccessKeys;
import dev.keyturn.iam.Credentials;
import dev.keyturn.iam.IdentityPolicies;
import dev.keyturn.iam.InstanceSessions;
import dev.keyturn.iam.SessionTokens;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.MasterKey;
import dev.keyturn.operation.Runner;
import dev.keyturn.operation.Service;
import dev.keyturn.rotators.BuiltInFunctions;
import dev.keyturn.server.Foundation.Callers;
import dev.keyturn.server.Surroundings.Itself;
import dev.keyturn.server.audit.FileAuditLog;
import dev.keyturn.server.http.HttpListener;
import dev.keyturn.server.http.ListenerLimits;
import dev.keyturn.server.http.Page;
import dev.keyturn.server.http.TlsFiles;
import dev.keyturn.server.masterkey.MasterKeyCheck;
import dev.keyturn.server.sigv4.Authenticator;
import dev.keyturn.server.telemetry.Health;
import dev.keyturn.server.telemetry.MeteredStore;
import dev.keyturn.server.telemetry.Metrics;
import dev.keyturn.server.telemetry.TriedStore;
import dev.keyturn.server.wire.Gateway;
import dev.keyturn.server.wire.RequestObserver;
import dev.keyturn.store.Store;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The whole server, wired: every `new` stands here and in [Services]. Parts are opened from the
/// store outwards to the listener, and closed the other way round, so that what is in flight still
/// finds all it needs.
public final class Application implements AutoCloseable {
  private static final Duration TRIALS = Duration.ofSeconds(5);

  private final Parts parts = new Parts();

  private final Config config;
  private final InstantSource clock;
  private final AtomicReference<InetSocketAddress> self;
  private final Optional<Path> credentials;
  private final Services services;
  private final Health health;
  private final HttpListener listener;

  /// Starts the server; when this returns, it answers.
  ///
  /// @throws RuntimeException when something is missing or in the way; the text is for the operator
  public static Application start(Config config, InstantSource clock) {
    return start(config, Surroundings.real(clock));
  }

  /// Starts the server in surroundings of the caller's choice.
  ///
  /// @throws RuntimeException as above
  public static Application start(Config config, Surroundings surroundings) {
    return new Application(config, surroundings);
  }

  private Application(Config config, Surroundings surroundings) {
    this.config = config;
    this.clock = surroundings.clock();
    this.self = new AtomicReference<>(socket(config.listener().port()));
    AtomicReference<Gateway> door = new AtomicReference<>();
    BuiltInFunctions builtIn =
        surroundings
            .functions()
            .apply(config, new Itself(() -> List.of(self.get()), new OwnIam(door::get)));
    FunctionVariables.require(config.functions(), builtIn);
    HttpListener.requireUsable(settings());
    try {
      Metrics metrics = parts.keep(new Metrics());
      TriedStore store =
          parts.keep(new TriedStore(new MeteredStore(surroundings.store().apply(config), metrics)));
      parts.keep(Chores.every(TRIALS, Map.of("Writing the store again", store::tryAgain)));
      MasterKey master = new MasterKeyCheck(store, config.masterKey(), AesMasterKey::of).open();
      FileAuditLog audit = parts.keep(FileAuditLog.open(config.data().resolve("audit"), clock));
      Foundation foundation = foundation(store, master, audit, metrics);
      Callers callers = foundation.callers();
      credentials = new FirstStart(config, store, callers.keys(), clock).run();
      services = new Services(config, foundation, builtIn, parts);
      Gateway gateway =
          new Gateway(
              services.tables(),
              foundation.runner(),
              new Authenticator(
                  new Credentials(
                      callers.keys(), callers.sessions(), callers.instances(), callers.uses()),
                  clock),
              clock,
              observer(metrics));
      door.set(gateway);
      health =
          new Health(
              Map.of(
                  "store for reading", () -> answers(store),
                  "store for writing", store::isWritable,
                  "audit log", audit::catchUp));
      listener = parts.keep(HttpListener.start(settings(), new FrontDoor(gateway), pages(metrics)));
      self.set(socket(listener.port()));
      services.begin();
      metrics.gauge("connections", "Open connections", listener::openConnections);
      metrics.gauge("audit.backlog.bytes", "Audit records in memory", audit::backlogBytes);
      health.serve();
    } catch (RuntimeException | Error failed) {
      parts.close();
      throw failed;
    }
  }

  private Foundation foundation(
      Store store, MasterKey master, FileAuditLog audit, Metrics metrics) {
    SecureRandom random = new SecureRandom();
    Authorizer authorizer = new PolicyAuthorizer(new IdentityPolicies(store));
    return new Foundation(
        store,
        master,
        audit,
        metrics,
        new Callers(
            new AccessKeys(store, master, random),
            new SessionTokens(store, master, random),
            new InstanceSessions(store, random, clock),
            new AccessKeyUses(store)),
        authorizer,
        new Runner(authorizer, audit),
        random,
        clock,
        self::get);
  }

  private static RequestObserver observer(Metrics metrics) {
    return answered ->
        metrics.answered(
            answered.service(),
            answered.operation(),
            answered.error().orElse("OK"),
            answered.nanos());
  }

  /// Asks the store itself: a single document would come from memory.
  private static boolean answers(Store store) {
    return !store.scan("account", "", "", 1).isEmpty();
  }

  private HttpListener.Settings settings() {
    Config.Listener listen = config.listener();
    return new HttpListener.Settings(
        socket(listen.port()),
        listen.tls().map(tls -> new TlsFiles(tls.certificate(), tls.key())),
        new ListenerLimits(
            listen.limits().connections(),
            listen.limits().request(),
            listen.limits().idle(),
            listen.drain()));
  }

  private InetSocketAddress socket(int port) {
    return new InetSocketAddress(config.listener().host(), port);
  }

  private Map<String, Supplier<Page>> pages(Metrics metrics) {
    return Map.of(
        "/healthz", () -> Page.text(200, "ok\n"),
        "/readyz", this::readiness,
        "/metrics",
            () -> new Page(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
  }

  private Page readiness() {
    String faults = health.faults();
    return faults.isEmpty() ? Page.text(200, "ready\n") : Page.text(503, faults);
  }

  /// Where clients reach it.
  public URI address() {
    String host = config.listener().host();
    return URI.create(
        "%s://%s:%d"
            .formatted(
                listener.secure() ? "https" : "http",
                host.contains(":") ? "[" + host + "]" : host,
                listener.port()));
  }

  /// The tables of operations that it answers.
  public List<Service> services() {
    return services.tables();
  }

  /// The file with the administrator's access key, when this was the first start and made one.
  public Optional<Path> newCredentials() {
    return credentials;
  }

  /// Refuses what is new, ends what is in flight, and makes everything durable.
  @Override
  public void close() {
    health.drain();
    parts.close();
  }
}
