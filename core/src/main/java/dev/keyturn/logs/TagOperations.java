package dev.keyturn.logs;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.TooManyTags;
import dev.keyturn.operation.TagRows;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The operations on the tags of log groups, in their present form and in the one before.
public final class TagOperations {
  private static final int MOST = 50;

  private final LogRepository repository;
  private final FoundGroup.Finder finder;

  TagOperations(LogRepository repository) {
    this.repository = repository;
    this.finder = new FoundGroup.Finder(repository);
  }

  public record TagResource(String resourceArn, Map<String, String> tags) {}

  public record UntagResource(String resourceArn, List<String> tagKeys) {}

  public record ListTagsForResource(String resourceArn) {}

  public record TagLogGroup(String logGroupName, Map<String, String> tags) {}

  public record UntagLogGroup(String logGroupName, List<String> tags) {}

  public record ListTagsLogGroup(String logGroupName) {}

  public record Tags(Optional<Map<String, String>> tags) {}

  List<Operation<?, ?, ?>> rows() {
    TagRows<FoundGroup> rows = new TagRows<>("logs", this::change);
    return List.of(
        rows.add(
            "TagResource",
            TagResource.class,
            (call, input) -> finder.tagged(call, input.resourceArn()),
            TagResource::tags),
        rows.remove(
            "UntagResource",
            UntagResource.class,
            (call, input) -> finder.tagged(call, input.resourceArn()),
            UntagResource::tagKeys),
        new Operation<>(
            "ListTagsForResource",
            ListTagsForResource.class,
            Tags.class,
            READ,
            "logs:ListTagsForResource",
            (call, input) -> finder.tagged(call, input.resourceArn()),
            (Call _, FoundGroup found, ListTagsForResource _) -> list(found)),
        rows.add(
            "TagLogGroup",
            TagLogGroup.class,
            (call, input) -> finder.contents(call, input.logGroupName()),
            TagLogGroup::tags),
        rows.remove(
            "UntagLogGroup",
            UntagLogGroup.class,
            (call, input) -> finder.contents(call, input.logGroupName()),
            UntagLogGroup::tags),
        new Operation<>(
            "ListTagsLogGroup",
            ListTagsLogGroup.class,
            Tags.class,
            READ,
            "logs:ListTagsLogGroup",
            (call, input) -> finder.contents(call, input.logGroupName()),
            (Call _, FoundGroup found, ListTagsLogGroup _) -> list(found)));
  }

  private void change(FoundGroup found, UnaryOperator<Map<String, String>> change) {
    repository.change(
        found.home(), found.name(), group -> group.tagged(valid(change.apply(group.tags()))));
  }

  private static Tags list(FoundGroup found) {
    return new Tags(Optional.of(found.require().tags()));
  }

  private static Map<String, String> valid(Map<String, String> tags) {
    demandOwn(tags.keySet());
    if (tags.size() > MOST) {
      throw new TooManyTags("A resource can have at most " + MOST + " tags.");
    }
    return tags;
  }

  static void demandOwn(Set<String> keys) {
    if (keys.stream().anyMatch(it -> it.toLowerCase(Locale.ROOT).startsWith("aws:"))) {
      throw new InvalidParameter("Tag keys that start with aws: are reserved.");
    }
  }
}
