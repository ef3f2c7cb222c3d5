package dev.keyturn.lambda;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A function's document: what changes of it, in one place, so that a change is one commit. Its
/// published versions lie beside it. Holds no secret.
///
/// @param id unique for ever: one that is made again under the name is another
/// @param published the number of the version that was published last; 0: none. Numbers are never
///   given again
/// @param reserved how many instances it may have at most; empty: as many as the server has
/// @param policies by the qualifier that they are about; empty text for the function as such
public record Function(
    String id,
    String name,
    Configuration latest,
    long published,
    Map<String, Alias> aliases,
    Map<String, String> tags,
    Optional<Integer> reserved,
    Map<String, FunctionPolicy> policies) {

  public Function {
    aliases = Map.copyOf(aliases);
    tags = Map.copyOf(tags);
    policies = Map.copyOf(policies);
  }

  static Function first(String id, String name, Configuration latest, Map<String, String> tags) {
    return new Function(id, name, latest, 0, Map.of(), tags, Optional.empty(), Map.of());
  }

  Function with(Configuration changed) {
    return new Function(id, name, changed, published, aliases, tags, reserved, policies);
  }

  Function publishing(long number) {
    return new Function(id, name, latest, number, aliases, tags, reserved, policies);
  }

  Function with(Alias alias) {
    Map<String, Alias> more = new TreeMap<>(aliases);
    more.put(alias.name(), alias);
    return withAliases(more);
  }

  Function withoutAlias(String gone) {
    Map<String, Alias> fewer = new TreeMap<>(aliases);
    fewer.remove(gone);
    return withAliases(fewer);
  }

  private Function withAliases(Map<String, Alias> others) {
    return new Function(id, name, latest, published, others, tags, reserved, policies);
  }

  Function tagged(Map<String, String> others) {
    return new Function(id, name, latest, published, aliases, others, reserved, policies);
  }

  Function reserving(Optional<Integer> instances) {
    return new Function(id, name, latest, published, aliases, tags, instances, policies);
  }

  /// The same with another policy of one qualifier; empty: without one.
  Function governed(String qualifier, Optional<FunctionPolicy> policy) {
    Map<String, FunctionPolicy> others = new TreeMap<>(policies);
    others.remove(qualifier);
    policy.ifPresent(it -> others.put(qualifier, it));
    return new Function(id, name, latest, published, aliases, tags, reserved, others);
  }
}
