package dev.keyturn.server;

import dev.keyturn.access.Authorizer;
import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.alarm.Alarms;
import dev.keyturn.alarm.RotationWatch;
import dev.keyturn.engine.EnginePorts;
import dev.keyturn.engine.EngineSettings;
import dev.keyturn.engine.RotationEngine;
import dev.keyturn.engine.RotationListener;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.iam.AccessKeyUses;
import dev.keyturn.iam.AccessKeys;
import dev.keyturn.iam.Accounts;
import dev.keyturn.iam.Credentials;
import dev.keyturn.iam.Identities;
import dev.keyturn.iam.IdentityPolicies;
import dev.keyturn.iam.InstanceSessions;
import dev.keyturn.iam.KnownPrincipals;
import dev.keyturn.iam.SecurityTokens;
import dev.keyturn.iam.SessionTokens;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.MasterKey;
import dev.keyturn.kms.Keys;
import dev.keyturn.lambda.BuiltInSettings;
import dev.keyturn.logs.LogKeeper;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Runner;
import dev.keyturn.operation.Service;
import dev.keyturn.rotators.BuiltInFunctions;
import dev.keyturn.secret.AccessDays;
import dev.keyturn.secret.KnownSecrets;
import dev.keyturn.secret.Purge;
import dev.keyturn.secret.RotationGuard;
import dev.keyturn.secret.RotationParts;
import dev.keyturn.secret.RotationRecords;
import dev.keyturn.secret.RotationRepository;
import dev.keyturn.secret.RotationTokens;
import dev.keyturn.secret.Rotations;
import dev.keyturn.secret.SecretRepository;
import dev.keyturn.secret.SecretTargets;
import dev.keyturn.secret.Secrets;
import dev.keyturn.server.Surroundings.Itself;
import dev.keyturn.server.audit.FileAuditLog;
import dev.keyturn.server.http.HttpListener;
import dev.keyturn.server.http.ListenerLimits;
import dev.keyturn.server.http.Page;
import dev.keyturn.server.http.TlsFiles;
import dev.keyturn.server.masterkey.MasterKeyCheck;
import dev.keyturn.server.passwords.Argon2Passwords;
import dev.keyturn.server.runtime.InProcess;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The whole server, wired: every `new` stands here. Parts are opened from the store outwards to
/// the listener, and closed the other way round, so that what is in flight still finds all it
/// needs.
public final class Application implements AutoCloseable {
  private static final Duration CHORES = Duration.ofSeconds(5);
  private static final Duration LOGS = Duration.ofSeconds(1);

  private final Parts parts = new Parts();

  /// What works by itself begins when all that it may call is there: a rotation that goes on after
  /// a restart calls this server's own IAM, and may not connect to its listener.
  private final List<Runnable> beginnings = new ArrayList<>();

  private final Config config;
  private final InstantSource clock;
  private final AtomicReference<InetSocketAddress> self;
  private final BuiltInFunctions builtIn;
  private final SecureRandom random = new SecureRandom();
  private final Optional<Path> credentials;
  private final List<Service> services;
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
    this.builtIn =
        surroundings
            .functions()
            .apply(config, new Itself(() -> List.of(self.get()), new OwnIam(door::get)));
    FunctionVariables.require(config.functions(), builtIn);
    HttpListener.requireUsable(settings());
    try {
      Metrics metrics = parts.keep(new Metrics());
      TriedStore store =
          parts.keep(new TriedStore(new MeteredStore(surroundings.store().apply(config), metrics)));
      parts.keep(Chores.every(CHORES, Map.of("Writing the store again", store::tryAgain)));
      MasterKey master = new MasterKeyCheck(store, config.masterKey(), AesMasterKey::of).open();
      FileAuditLog audit = parts.keep(FileAuditLog.open(config.data().resolve("audit"), clock));
      AccessKeys accessKeys = new AccessKeys(store, master, random);
      credentials = new FirstStart(config, store, accessKeys, clock).run();
      Authorizer authorizer = new PolicyAuthorizer(new IdentityPolicies(store));
      Runner runner = new Runner(authorizer, audit);
      Foundation foundation =
          new Foundation(
              store,
              master,
              accessKeys,
              new SessionTokens(store, master, random),
              new InstanceSessions(store, random, clock),
              new AccessKeyUses(store),
              audit,
              authorizer,
              runner,
              metrics);
      services = services(foundation);
      Gateway gateway =
          new Gateway(
              services,
              runner,
              new Authenticator(
                  new Credentials(
                      accessKeys, foundation.sessions, foundation.instances, foundation.uses),
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
      beginnings.forEach(Runnable::run);
      metrics.gauge("connections", "Open connections", listener::openConnections);
      metrics.gauge("audit.backlog.bytes", "Audit records in memory", audit::backlogBytes);
      health.serve();
    } catch (RuntimeException | Error failed) {
      parts.close();
      throw failed;
    }
  }

  /// What the services stand on.
  private record Foundation(
      Store store,
      MasterKey master,
      AccessKeys accessKeys,
      SessionTokens sessions,
      InstanceSessions instances,
      AccessKeyUses uses,
      FileAuditLog audit,
      Authorizer authorizer,
      Runner runner,
      Metrics metrics) {}

  private List<Service> services(Foundation base) {
    Store store = base.store;
    SecretRepository repository = new SecretRepository(store);
    RotationRepository rotations = new RotationRepository(store);
    RotationTokens tokens = new RotationTokens(base.master.derive("rotation tokens"));
    Keys keys = new Keys(store, base.master, clock);
    AtomicReference<Secrets> secrets = new AtomicReference<>();
    PageTokens pages = new PageTokens(base.master.derive("page tokens"));
    KnownSecrets known = parts.keep(new KnownSecrets(store, repository, keys));
    LogKeeper logs = logs(base, pages, known);
    UserFunctions users = users(base, pages, logs);
    FunctionInvoker functions =
        RemoteFunctions.before(
            users.before(
                new InProcess(
                    new InProcess.Parts(
                        builtIn,
                        config.functions(),
                        new BuiltInSettings(store, base.master)::of,
                        base.runner,
                        secrets::get,
                        clock))),
            config,
            builtIn.names(),
            () -> List.of(self.get()),
            RemoteFunctions.surroundings(clock, logs));
    SecretTargets targets = new SecretTargets(store, keys);
    Optional<Alarms> alarms = config.webhook().map(_ -> new Alarms(store));
    Watching watching =
        parts.keep(
            new Watching(
                config,
                new RotationWatch.Ports(rotations, repository, targets, clock, alarms),
                base.metrics));
    RotationEngine engine =
        new RotationEngine(
            new EnginePorts(
                store,
                repository,
                rotations,
                functions,
                targets,
                tokens,
                base.audit,
                clock,
                RotationListener.all(base.metrics, watching.watch())),
            engineSettings());
    AccessDays accesses = new AccessDays(store);
    Purge purge = new Purge(store, repository, accesses, base.audit);
    RotationParts rotating =
        new RotationParts(
            store,
            repository,
            rotations,
            functions,
            keys,
            new Rights(base.authorizer),
            engine::wake);
    secrets.set(
        new Secrets(
            new Secrets.Parts(
                store,
                repository,
                keys,
                pages,
                accesses,
                purge,
                new RotationGuard(rotations, functions, tokens),
                random,
                new Secrets.Access(new Rights(base.authorizer), new KnownPrincipals(store)),
                known),
            Rotations.rows(rotating, config.preflight())));
    base.metrics.gauge("rotations.in.progress", "Rotations in progress", engine::inProgress);
    parts.keep(accesses::flush);
    parts.keep(
        Chores.every(
            CHORES,
            Map.of(
                "Noting when secrets were read",
                () -> accesses.flushWhenDue(clock.instant()),
                "Noting when access keys were used",
                base.uses::flush,
                "Tidying logs",
                () -> logs.tidyWhenDue(clock.instant()),
                "Purging deleted secrets",
                () -> purge.runDue(clock.instant()))));
    beginnings.add(logs::prepareIfUsed);
    beginnings.add(watching::start);
    // Functions call this server: what calls them ends before the listener does.
    beginnings.add(() -> parts.keep(users.begin()));
    beginnings.add(() -> parts.keep(engine).start());
    return List.of(
        secrets.get(),
        new RotationRecords(rotating, pages),
        new Accounts(store, base.accessKeys, pages, random),
        identities(base, pages),
        new SecurityTokens(store, base.sessions),
        logs.service(),
        users.service());
  }

  private UserFunctions users(Foundation base, PageTokens pages, LogKeeper logs) {
    return parts.keep(
        new UserFunctions(
            config,
            new UserFunctions.Ground(
                base.store,
                base.master,
                pages,
                random,
                new Rights(base.authorizer),
                new KnownPrincipals(base.store),
                base.instances,
                logs,
                clock,
                self::get),
            new BuiltInList(builtIn),
            base.metrics));
  }

  /// What functions print, written behind: a crash loses what was printed in the last two seconds.
  private LogKeeper logs(Foundation base, PageTokens pages, KnownSecrets known) {
    LogKeeper logs =
        parts.keep(
            new LogKeeper(
                new LogKeeper.Parts(
                    base.store, base.master, pages, random, known, base.audit, clock)));
    parts.keep(Chores.every(LOGS, Map.of("Writing logs", logs::flush)));
    return logs;
  }

  private Identities identities(Foundation base, PageTokens pages) {
    return new Identities(
        new Identities.Parts(
            base.store,
            base.master,
            pages,
            random,
            new Argon2Passwords(),
            base.uses,
            new Rights(base.authorizer)));
  }

  private EngineSettings engineSettings() {
    EngineSettings usual = EngineSettings.DEFAULT;
    return new EngineSettings(
        usual.lease(),
        usual.stepLimit(),
        usual.inProgress(),
        config.targets().maxRotationsPerTarget(),
        config.listener().drain());
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
    return services;
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
