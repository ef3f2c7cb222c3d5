package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.TagRows;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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
    TagRows<FoundFunction> rows = new TagRows<>("lambda", this::change);
    return List.of(
        rows.add(
            "TagResource",
            TagResource.class,
            (call, input) -> finder.unqualified(call, input.resource()),
            TagResource::tags),
        rows.remove(
            "UntagResource",
            UntagResource.class,
            (call, input) -> finder.unqualified(call, input.resource()),
            UntagResource::tagKeys),
        new Operation<>(
            "ListTags",
            ListTags.class,
            Tags.class,
            READ,
            "lambda:ListTags",
            (call, input) -> finder.unqualified(call, input.resource()),
            (Call _, FoundFunction found, ListTags _) -> new Tags(found.require().tags())));
  }

  private void change(FoundFunction found, UnaryOperator<Map<String, String>> change) {
    Function _ =
        repository.change(
            found, function -> function.tagged(FunctionTags.valid(change.apply(function.tags()))));
  }
}
