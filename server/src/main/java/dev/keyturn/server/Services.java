package dev.keyturn.server;

import dev.keyturn.alarm.Alarms;
import dev.keyturn.alarm.RotationWatch;
import dev.keyturn.engine.EnginePorts;
import dev.keyturn.engine.EngineSettings;
import dev.keyturn.engine.RotationEngine;
import dev.keyturn.engine.RotationListener;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.Watchdog;
import dev.keyturn.iam.Accounts;
import dev.keyturn.iam.Identities;
import dev.keyturn.iam.KnownPrincipals;
import dev.keyturn.iam.SecurityTokens;
import dev.keyturn.kms.Keys;
import dev.keyturn.lambda.BuiltInSettings;
import dev.keyturn.logs.LogKeeper;
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
import dev.keyturn.server.passwords.Argon2Passwords;
import dev.keyturn.server.runtime.InProcess;
import dev.keyturn.server.runtime.TimerWatchdog;
import dev.keyturn.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The services, and what works by itself beside them, wired.
final class Services {
  private static final Duration CHORES = Duration.ofSeconds(5);
  private static final Duration LOGS = Duration.ofSeconds(1);

  private final Watchdog watchdog;
  private final Config config;
  private final Foundation base;
  private final BuiltInFunctions builtIn;
  private final Parts parts;
  private final List<Service> tables;

  /// What works by itself begins when all that it may call is there: a rotation that goes on after
  /// a restart calls this server's own IAM, and may not connect to its listener.
  private final List<Runnable> beginnings = new ArrayList<>();

  /// @param parts closes what is opened here
  Services(Config config, Foundation base, BuiltInFunctions builtIn, Parts parts) {
    this.config = config;
    this.base = base;
    this.builtIn = builtIn;
    this.parts = parts;
    this.watchdog = parts.keep(new TimerWatchdog());
    this.tables = wire();
  }

  /// The tables of operations.
  List<Service> tables() {
    return tables;
  }

  /// Begins what works by itself.
  void begin() {
    beginnings.forEach(Runnable::run);
  }

  private List<Service> wire() {
    Store store = base.store();
    InstantSource clock = base.clock();
    SecretRepository repository = new SecretRepository(store);
    RotationRepository rotations = new RotationRepository(store);
    RotationTokens tokens = new RotationTokens(base.master().derive("rotation tokens"));
    Keys keys = new Keys(store, base.master(), clock);
    AtomicReference<Secrets> secrets = new AtomicReference<>();
    KnownSecrets known = parts.keep(new KnownSecrets(store, repository, keys));
    LogKeeper logs = logs(known);
    UserFunctions users =
        parts.keep(new UserFunctions(config, base, logs, new BuiltInList(builtIn)));
    FunctionInvoker functions = functions(users, logs, secrets::get);
    SecretTargets targets = new SecretTargets(store, keys);
    Optional<Alarms> alarms = config.webhook().map(_ -> new Alarms(store));
    Watching watching =
        parts.keep(
            new Watching(
                config,
                new RotationWatch.Ports(rotations, repository, targets, clock, alarms),
                base.metrics()));
    RotationEngine engine =
        new RotationEngine(
            new EnginePorts(
                store,
                repository,
                rotations,
                functions,
                targets,
                tokens,
                base.audit(),
                clock,
                watchdog,
                RotationListener.all(base.metrics(), watching.watch())),
            engineSettings());
    AccessDays accesses = new AccessDays(store);
    Purge purge = new Purge(store, repository, accesses, base.audit());
    RotationParts rotating =
        new RotationParts(
            store, repository, rotations, functions, keys, base.rights(), engine::wake);
    secrets.set(
        new Secrets(
            new Secrets.Parts(
                store,
                repository,
                keys,
                base.pages(),
                accesses,
                purge,
                new RotationGuard(rotations, functions, tokens),
                base.random(),
                new Secrets.Access(base.rights(), new KnownPrincipals(store)),
                known),
            Rotations.rows(rotating, config.preflight())));
    base.metrics().gauge("rotations.in.progress", "Rotations in progress", engine::inProgress);
    parts.keep(accesses::flush);
    parts.keep(
        Chores.every(
            CHORES,
            Map.of(
                "Noting when secrets were read",
                () -> accesses.flushWhenDue(clock.instant()),
                "Noting when access keys were used",
                base.callers().uses()::flush,
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
        new RotationRecords(rotating, base.pages()),
        new Accounts(store, base.callers().keys(), base.pages(), base.random()),
        identities(),
        new SecurityTokens(store, base.callers().sessions()),
        logs.service(),
        users.service());
  }

  /// Everybody's functions: those that run elsewhere, users' own, and those that are built in.
  private FunctionInvoker functions(
      UserFunctions users, LogKeeper logs, Supplier<Secrets> secrets) {
    return RemoteFunctions.before(
        users.before(
            new InProcess(
                new InProcess.Parts(
                    builtIn,
                    config.functions(),
                    new BuiltInSettings(base.store(), base.master())::of,
                    base.runner(),
                    secrets,
                    base.clock(),
                    watchdog))),
        config,
        builtIn.names(),
        () -> List.of(base.self().get()),
        RemoteFunctions.surroundings(base.clock(), logs));
  }

  /// What functions print, written behind: a crash loses what was printed in the last two seconds.
  private LogKeeper logs(KnownSecrets known) {
    LogKeeper logs =
        parts.keep(
            new LogKeeper(
                new LogKeeper.Parts(
                    base.store(),
                    base.master(),
                    base.pages(),
                    base.random(),
                    known,
                    base.audit(),
                    base.clock())));
    parts.keep(Chores.every(LOGS, Map.of("Writing logs", logs::flush)));
    return logs;
  }

  private Identities identities() {
    return new Identities(
        new Identities.Parts(
            base.store(),
            base.master(),
            base.pages(),
            base.random(),
            new Argon2Passwords(),
            base.callers().uses(),
            base.rights()));
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
}
