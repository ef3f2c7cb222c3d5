package dev.keyturn.rotators;

import dev.keyturn.function.RotationFunction;
import dev.keyturn.rotators.strategy.LoginRotation;
import dev.keyturn.rotators.target.LoginEngine;
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
          "SECRETS_MANAGER_ENDPOINT");

  private final Map<String, BuiltInFunction> byName = new LinkedHashMap<>();

  /// One function.
  ///
  /// @param name AWS's template name, such as `SecretsManagerRDSPostgreSQLRotationSingleUser`
  /// @param needsSuperuser whether the secret's JSON must name a superuser secret in `masterarn`
  public record BuiltInFunction(String name, RotationFunction function, boolean needsSuperuser) {}

  /// The functions over an engine of the caller's choice.
  public BuiltInFunctions(LoginEngine postgreSql) {
    both("SecretsManagerRDSPostgreSQLRotation", postgreSql);
  }

  /// The functions over real targets.
  public static BuiltInFunctions over(TargetPolicy policy, TargetTrust trust) {
    return new BuiltInFunctions(PostgreSql.over(policy, trust));
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
