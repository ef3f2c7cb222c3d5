package dev.keyturn.lambda;

import dev.keyturn.function.Variables;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Region;
import dev.keyturn.key.MasterKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import java.time.Duration;
import java.util.Optional;

/// What an account has set of its built-in functions through the API: for those who run them.
/// Thread-safe.
public final class BuiltInSettings {
  /// Nothing was set.
  public static final Settings NONE = new Settings(Variables.NONE, Optional.empty());

  private static final String PREFIX = "function:";

  private final Store store;
  private final VariableSeal seal;

  public BuiltInSettings(Store store, MasterKey master) {
    this.store = store;
    this.seal = new VariableSeal(master);
  }

  /// @param variables go over those of the server's own settings
  /// @param timeout how long a step may take at most
  public record Settings(Variables variables, Optional<Duration> timeout) {}

  /// @param function the ARN of one that is built in, with a qualifier or without
  public Settings of(Arn function) {
    String resource = function.resource();
    boolean usable =
        resource.startsWith(PREFIX)
            && AccountId.isId(function.account())
            && Region.isCode(function.region());
    if (!usable) {
      return NONE;
    }
    String name = resource.substring(PREFIX.length()).split(":", 2)[0];
    return store
        .get(Home.of(function).function(name))
        .map(it -> Json.read(it.body(), Function.class))
        .filter(BuiltInDocuments::isBuiltIn)
        .map(this::settings)
        .orElse(NONE);
  }

  private Settings settings(Function function) {
    Configuration latest = function.latest();
    return new Settings(
        seal.open(function.id(), latest.variables()),
        Optional.of(Duration.ofSeconds(latest.limits().timeout())));
  }
}
