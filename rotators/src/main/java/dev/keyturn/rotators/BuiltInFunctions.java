package dev.keyturn.rotators;

import dev.keyturn.function.RotationFunction;
import dev.keyturn.rotators.strategy.KeyRotation;
import dev.keyturn.rotators.strategy.LoginRotation;
import dev.keyturn.rotators.target.KeyEngine;
import dev.keyturn.rotators.target.LoginEngine;
import dev.keyturn.rotators.target.MySql;
import dev.keyturn.rotators.target.PostgreSql;
import dev.keyturn.rotators.target.Redis;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.rotators.target.TwoPasswordEngine;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The catalogue of built-in rotation functions by AWS's template names: every strategy over every
/// engine. Immutable and thread-safe.
public final class BuiltInFunctions {
  /// The environment variables that functions take. The last three are of AWS's templates and
  /// without effect: every function here knows its endpoint, and no target keeps it waiting.
  public static final Set<String> VARIABLES =
      Set.of(
          "PASSWORD_LENGTH",
          "EXCLUDE_CHARACTERS",
          "EXCLUDE_NUMBERS",
          "EXCLUDE_PUNCTUATION",
          "EXCLUDE_UPPERCASE",
          "EXCLUDE_LOWERCASE",
          "REQUIRE_EACH_INCLUDED_TYPE",
          "KEYTURN_ADOPT_ALTERNATE",
          "KEYTURN_GRANTS",
          "KEYTURN_USER_HOST",
          "KEYTURN_PASSWORDS",
          "KEYTURN_IAM_ENDPOINT",
          "KEYTURN_UNUSED_MINUTES",
          "SECRET_ARN",
          "USER_NAME",
          "MAX_WAITING_TIME_FOR_ACTIVE_IN_SECONDS",
          "WAITING_RETRY_INTERVAL_IN_SECONDS",
          "SECRETS_MANAGER_ENDPOINT");

  /// What the names of AWS's templates begin with, by the engine of the secret.
  private static final Map<String, String> PREFIXES =
      Map.of(
          "postgres", "SecretsManagerRDSPostgreSQLRotation",
          "mysql", "SecretsManagerRDSMySQLRotation",
          "mariadb", "SecretsManagerRDSMariaDBRotation");

  private final Map<String, BuiltInFunction> byName = new LinkedHashMap<>();

  /// One function.
  ///
  /// @param name AWS's template name, such as `SecretsManagerRDSPostgreSQLRotationSingleUser`
  public record BuiltInFunction(String name, RotationFunction function, Superuser superuser) {

    /// Whether the secret's JSON must name a superuser secret in `masterarn`.
    public boolean needsSuperuser() {
      return superuser == Superuser.REQUIRED;
    }

    /// Whether one that it names is used.
    public boolean takesSuperuser() {
      return superuser != Superuser.IGNORED;
    }
  }

  /// What a function does with `masterarn`.
  public enum Superuser {
    IGNORED,
    OPTIONAL,
    REQUIRED
  }

  /// The functions over engines of the caller's choice.
  public BuiltInFunctions(LoginEngine... engines) {
    for (LoginEngine engine : engines) {
      switch (engine) {
        case TwoPasswordEngine two ->
            add(
                "SecretsManagerElasticacheUserRotation",
                LoginRotation.twoCredentials(two),
                Superuser.OPTIONAL);
        default ->
            both(PREFIXES.getOrDefault(engine.traits().engine(), engine.traits().engine()), engine);
      }
    }
  }

  /// The functions over real targets.
  public static BuiltInFunctions over(TargetPolicy policy, TargetTrust trust) {
    return new BuiltInFunctions(
        PostgreSql.over(policy, trust),
        MySql.mySql(MySql.dialer(policy, trust)),
        MySql.mariaDb(MySql.dialer(policy, trust)),
        Redis.over(policy, trust));
  }

  /// The same functions, and the one that rotates access keys.
  public BuiltInFunctions and(KeyEngine keys, InstantSource clock) {
    BuiltInFunctions more = new BuiltInFunctions();
    more.byName.putAll(byName);
    more.add("KeyturnIAMAccessKeyRotation", new KeyRotation(keys, clock), Superuser.REQUIRED);
    return more;
  }

  private void both(String prefix, LoginEngine engine) {
    add(prefix + "SingleUser", LoginRotation.singleUser(engine), Superuser.IGNORED);
    add(prefix + "MultiUser", LoginRotation.alternatingUsers(engine), Superuser.REQUIRED);
  }

  private void add(String name, RotationFunction function, Superuser superuser) {
    byName.put(name, new BuiltInFunction(name, function, superuser));
  }

  /// The function of this name; empty when none is built in.
  public Optional<BuiltInFunction> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// All names.
  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }
}
