package dev.keyturn.lambda;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The port to the rotation functions that this server brings along: they exist in every account
/// and region, under names that nobody else's function can have. Thread-safe.
public interface BuiltIns {

  /// One function.
  ///
  /// @param name AWS's template name, such as `SecretsManagerRDSPostgreSQLRotationSingleUser`
  record BuiltIn(String name, String description) {}

  /// All of them, in the order of their names.
  List<BuiltIn> all();

  /// The environment variables that they take.
  Set<String> variables();

  /// The one of this name.
  default Optional<BuiltIn> find(String name) {
    return all().stream().filter(it -> it.name().equals(name)).findFirst();
  }

  /// There are none.
  BuiltIns NONE =
      new BuiltIns() {
        @Override
        public List<BuiltIn> all() {
          return List.of();
        }

        @Override
        public Set<String> variables() {
          return Set.of();
        }
      };
}
