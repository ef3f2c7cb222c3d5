package dev.keyturn.server;

import dev.keyturn.rotators.BuiltInFunctions;
import dev.keyturn.rotators.target.Iam;
import dev.keyturn.rotators.target.IamTransport;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.server.store.SqlStore;
import dev.keyturn.store.Store;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// What stands around the server: time, the medium of its store, and the targets of its built-in
/// functions.
///
/// @param store opens the store that a configuration names; the server closes it
/// @param functions makes the built-in functions, which reach what a configuration lets them reach,
///   and never the server itself at the addresses that it names once it listens
public record Surroundings(
    InstantSource clock,
    Function<Config, Store> store,
    BiFunction<Config, Itself, BuiltInFunctions> functions) {
  /// What of the memory that the process is given is for rows of the store: most of what it serves.
  private static final int SHARE_OF_MEMORY = 4;

  /// What functions have to know of the server that runs them.
  ///
  /// @param listeners where it listens, once it does
  /// @param iam its own IAM
  public record Itself(Supplier<List<InetSocketAddress>> listeners, IamTransport iam) {}

  /// The real ones.
  public static Surroundings real(InstantSource clock) {
    return new Surroundings(
        clock, Surroundings::embedded, (config, self) -> overTheNetwork(config, self, clock));
  }

  private static Store embedded(Config config) {
    return SqlStore.embedded(config.data(), Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
  }

  private static BuiltInFunctions overTheNetwork(Config config, Itself self, InstantSource clock) {
    Config.Targets targets = config.targets();
    TargetTrust trust = TargetTrust.of(targets.ca());
    TargetPolicy policy = TargetPolicy.of(targets.allow(), targets.deny(), self.listeners());
    return BuiltInFunctions.over(policy, trust).and(Iam.over(self.iam(), trust, clock), clock);
  }
}
