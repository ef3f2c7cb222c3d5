package dev.keyturn.operation;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Operation.Lookup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The rows that change the tags of resources.
///
/// @param service as its actions begin: `lambda`
/// @param change changes the tags of a resource, or refuses those that it would have
public record TagRows<R extends Resource>(
    String service, BiConsumer<R, UnaryOperator<Map<String, String>>> change) {

  /// Adds tags, in place of those with the same keys.
  public <I extends Record> Operation<I, R, Nothing> add(
      String name, Class<I> input, Lookup<I, R> lookup, Function<I, Map<String, String>> tags) {
    return row(name, input, lookup, (more, it) -> more.putAll(tags.apply(it)))
        .keyed(ConditionKeys.<I>none().withTags(tags));
  }

  /// Takes tags off; those that are not there are fine.
  public <I extends Record> Operation<I, R, Nothing> remove(
      String name, Class<I> input, Lookup<I, R> lookup, Function<I, List<String>> keys) {
    return row(name, input, lookup, (fewer, it) -> fewer.keySet().removeAll(keys.apply(it)))
        .keyed(ConditionKeys.<I>none().withTagKeys(it -> Set.copyOf(keys.apply(it))));
  }

  private <I extends Record> Operation<I, R, Nothing> row(
      String name,
      Class<I> input,
      Lookup<I, R> lookup,
      BiConsumer<Map<String, String>, I> changed) {
    return new Operation<>(
        name,
        input,
        Nothing.class,
        WRITE,
        service + ":" + name,
        lookup,
        (_, resource, it) -> {
          change.accept(
              resource,
              before -> {
                Map<String, String> after = new TreeMap<>(before);
                changed.accept(after, it);
                return after;
              });
          return Nothing.NOTHING;
        });
  }
}
