package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The operations on the tags of functions, which are named by their ARNs.
public final class TagOperations {
  private final FunctionRepository repository;
  private final FoundFunction.Finder finder;

  TagOperations(FunctionRepository repository) {
    this.repository = repository;
    this.finder = new FoundFunction.Finder(repository);
  }

  public record TagResource(String resource, Map<String, String> tags) {}

  public record UntagResource(String resource, List<String> tagKeys) {}

  public record ListTags(String resource) {}

  public record Tags(Map<String, String> tags) {}

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        new Operation<>(
                "TagResource",
                TagResource.class,
                Nothing.class,
                WRITE,
                "lambda:TagResource",
                (call, input) -> finder.unqualified(call, input.resource()),
                (Call _, FoundFunction found, TagResource input) -> tag(found, input.tags()))
            .keyed(ConditionKeys.<TagResource>none().withTags(TagResource::tags)),
        new Operation<>(
                "UntagResource",
                UntagResource.class,
                Nothing.class,
                WRITE,
                "lambda:UntagResource",
                (call, input) -> finder.unqualified(call, input.resource()),
                (Call _, FoundFunction found, UntagResource input) -> untag(found, input.tagKeys()))
            .keyed(
                ConditionKeys.<UntagResource>none().withTagKeys(it -> new HashSet<>(it.tagKeys()))),
        new Operation<>(
            "ListTags",
            ListTags.class,
            Tags.class,
            READ,
            "lambda:ListTags",
            (call, input) -> finder.unqualified(call, input.resource()),
            (Call _, FoundFunction found, ListTags _) -> new Tags(found.require().tags())));
  }

  private Nothing tag(FoundFunction found, Map<String, String> tags) {
    FunctionTags.demandOwn(tags.keySet());
    Function _ =
        repository.change(
            found,
            function -> {
              Map<String, String> more = new TreeMap<>(function.tags());
              more.putAll(tags);
              FunctionTags.demandValid(more);
              return function.tagged(more);
            });
    return Nothing.NOTHING;
  }

  private Nothing untag(FoundFunction found, List<String> keys) {
    Function _ =
        repository.change(
            found,
            function -> {
              Map<String, String> fewer = new TreeMap<>(function.tags());
              fewer.keySet().removeAll(Set.copyOf(keys));
              return function.tagged(fewer);
            });
    return Nothing.NOTHING;
  }
}
