package dev.keyturn.operation;

import dev.keyturn.access.Context;
import dev.keyturn.access.Guarded;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The condition keys that an operation's requests have, each with the way to its values: nothing
/// is read before a policy asks for it. Those that every request has, of its caller, its time and
/// its resource, are not declared. Immutable.
public final class ConditionKeys<I> {
  private static final String REQUEST_TAG = "aws:requesttag/";
  private static final String TAG_KEYS = "aws:tagkeys";

  private final Map<String, BiFunction<Guarded, ? super I, List<String>>> values;
  private final Function<? super I, Map<String, String>> tags;
  private final boolean tagged;

  private ConditionKeys(
      Map<String, BiFunction<Guarded, ? super I, List<String>>> values,
      Function<? super I, Map<String, String>> tags,
      boolean tagged) {
    this.values = values;
    this.tags = tags;
    this.tagged = tagged;
  }

  /// No keys.
  public static <I> ConditionKeys<I> none() {
    return new ConditionKeys<>(Map.of(), _ -> Map.of(), false);
  }

  /// One key more, with one value, or none when the request does not say it.
  ///
  /// @param key as AWS writes it, such as `secretsmanager:VersionId`
  public ConditionKeys<I> with(String key, Function<? super I, ? extends Optional<?>> value) {
    return withAll(
        key, input -> value.apply(input).map(it -> List.of(it.toString())).orElse(List.of()));
  }

  /// One key more, with any number of values.
  public ConditionKeys<I> withAll(String key, Function<? super I, List<String>> list) {
    return put(key, (_, input) -> list.apply(input));
  }

  private ConditionKeys<I> put(String key, BiFunction<Guarded, ? super I, List<String>> list) {
    Map<String, BiFunction<Guarded, ? super I, List<String>>> more = new TreeMap<>(values);
    more.put(Context.name(key), list);
    return new ConditionKeys<>(more, tags, tagged);
  }

  /// One key more, whose value depends on what the request means.
  public ConditionKeys<I> withResolved(
      String key, BiFunction<Guarded, ? super I, ? extends Optional<?>> value) {
    return put(
        key,
        (resource, input) ->
            value.apply(resource, input).map(it -> List.of(it.toString())).orElse(List.of()));
  }

  /// The keys `aws:RequestTag/…` and `aws:TagKeys`.
  public ConditionKeys<I> withTags(Function<? super I, Map<String, String>> given) {
    return new ConditionKeys<>(values, given, true).withTagKeys(it -> given.apply(it).keySet());
  }

  /// The key `aws:TagKeys` alone, for requests that take tags off.
  public ConditionKeys<I> withTagKeys(Function<? super I, ? extends Set<String>> keys) {
    return withAll(TAG_KEYS, input -> List.copyOf(keys.apply(input)));
  }

  /// The names of the keys, in small letters.
  public Set<String> names() {
    Set<String> names = new TreeSet<>(values.keySet());
    if (tagged) {
      names.add(REQUEST_TAG);
    }
    return names;
  }

  /// What a request says.
  ///
  /// @param resource what it means, which answers the keys that are not declared here
  Context of(I input, Guarded resource) {
    Context otherwise = resource.context();
    return key -> {
      BiFunction<Guarded, ? super I, List<String>> known = values.get(key);
      if (known != null) {
        return known.apply(resource, input);
      }
      return tagged && key.startsWith(REQUEST_TAG)
          ? Context.tag(tags.apply(input), key.substring(REQUEST_TAG.length()))
          : otherwise.values(key);
    };
  }
}
