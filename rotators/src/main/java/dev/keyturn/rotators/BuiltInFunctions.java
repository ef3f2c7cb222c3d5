package dev.keyturn.rotators;

import dev.keyturn.function.RotationFunction;
import dev.keyturn.rotators.strategy.LoginRotation;
import dev.keyturn.rotators.target.LoginEngine;
import dev.keyturn.rotators.target.MariaDb;
import dev.keyturn.rotators.target.MySql;
import dev.keyturn.rotators.target.PostgreSql;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The catalogue of built-in rotation functions by AWS's template names: every strategy over every
/// engine. Immutable and thread-safe.
public final class BuiltInFunctions {
  /// The environment variables that functions take; the last is of AWS's templates, and every
  /// function here knows its endpoint already.
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
  /// @param needsSuperuser whether the secret's JSON must name a superuser secret in `masterarn`
  public record BuiltInFunction(String name, RotationFunction function, boolean needsSuperuser) {}

  /// The functions over engines of the caller's choice.
  public BuiltInFunctions(LoginEngine... engines) {
    for (LoginEngine engine : engines) {
      both(PREFIXES.getOrDefault(engine.traits().engine(), engine.traits().engine()), engine);
    }
  }

  /// The functions over real targets.
  public static BuiltInFunctions over(TargetPolicy policy, TargetTrust trust) {
    return new BuiltInFunctions(
        PostgreSql.over(policy, trust), MySql.over(policy, trust), MariaDb.over(policy, trust));
  }

  private void both(String prefix, LoginEngine engine) {
    add(new BuiltInFunction(prefix + "SingleUser", LoginRotation.singleUser(engine), false));
    add(new BuiltInFunction(prefix + "MultiUser", LoginRotation.alternatingUsers(engine), true));
  }

  private void add(BuiltInFunction function) {
    byName.put(function.name(), function);
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
