package dev.keyturn.server;

import dev.keyturn.rotators.BuiltInFunctions;
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
    BiFunction<Config, Supplier<List<InetSocketAddress>>, BuiltInFunctions> functions) {
  private static final long CACHE_BYTES = 96L * 1024 * 1024;

  /// The real ones.
  public static Surroundings real(InstantSource clock) {
    return new Surroundings(clock, Surroundings::embedded, Surroundings::overTheNetwork);
  }

  private static Store embedded(Config config) {
    return SqlStore.embedded(config.data(), CACHE_BYTES);
  }

  private static BuiltInFunctions overTheNetwork(
      Config config, Supplier<List<InetSocketAddress>> self) {
    Config.Targets targets = config.targets();
    return BuiltInFunctions.over(
        TargetPolicy.of(targets.allow(), targets.deny(), self), TargetTrust.of(targets.ca()));
  }
}
