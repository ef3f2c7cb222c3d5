package dev.keyturn.logs;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.TooManyTags;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    return List.of(
        new Operation<>(
                "TagResource",
                TagResource.class,
                Nothing.class,
                WRITE,
                "logs:TagResource",
                (call, input) -> finder.tagged(call, input.resourceArn()),
                (Call _, FoundGroup found, TagResource input) -> tag(found, input.tags()))
            .keyed(ConditionKeys.<TagResource>none().withTags(TagResource::tags)),
        new Operation<>(
                "UntagResource",
                UntagResource.class,
                Nothing.class,
                WRITE,
                "logs:UntagResource",
                (call, input) -> finder.tagged(call, input.resourceArn()),
                (Call _, FoundGroup found, UntagResource input) -> untag(found, input.tagKeys()))
            .keyed(
                ConditionKeys.<UntagResource>none().withTagKeys(it -> new HashSet<>(it.tagKeys()))),
        new Operation<>(
            "ListTagsForResource",
            ListTagsForResource.class,
            Tags.class,
            READ,
            "logs:ListTagsForResource",
            (call, input) -> finder.tagged(call, input.resourceArn()),
            (Call _, FoundGroup found, ListTagsForResource _) -> list(found)),
        new Operation<>(
                "TagLogGroup",
                TagLogGroup.class,
                Nothing.class,
                WRITE,
                "logs:TagLogGroup",
                (call, input) -> finder.contents(call, input.logGroupName()),
                (Call _, FoundGroup found, TagLogGroup input) -> tag(found, input.tags()))
            .keyed(ConditionKeys.<TagLogGroup>none().withTags(TagLogGroup::tags)),
        new Operation<>(
                "UntagLogGroup",
                UntagLogGroup.class,
                Nothing.class,
                WRITE,
                "logs:UntagLogGroup",
                (call, input) -> finder.contents(call, input.logGroupName()),
                (Call _, FoundGroup found, UntagLogGroup input) -> untag(found, input.tags()))
            .keyed(ConditionKeys.<UntagLogGroup>none().withTagKeys(it -> new HashSet<>(it.tags()))),
        new Operation<>(
            "ListTagsLogGroup",
            ListTagsLogGroup.class,
            Tags.class,
            READ,
            "logs:ListTagsLogGroup",
            (call, input) -> finder.contents(call, input.logGroupName()),
            (Call _, FoundGroup found, ListTagsLogGroup _) -> list(found)));
  }

  private Nothing tag(FoundGroup found, Map<String, String> tags) {
    demandOwn(tags.keySet());
    repository.change(
        found.home(),
        found.name(),
        group -> {
          Map<String, String> more = new HashMap<>(group.tags());
          more.putAll(tags);
          if (more.size() > MOST) {
            throw new TooManyTags("A resource can have at most " + MOST + " tags.");
          }
          return group.tagged(more);
        });
    return Nothing.NOTHING;
  }

  private Nothing untag(FoundGroup found, List<String> keys) {
    repository.change(
        found.home(),
        found.name(),
        group -> {
          Map<String, String> fewer = new HashMap<>(group.tags());
          fewer.keySet().removeAll(Set.copyOf(keys));
          return group.tagged(fewer);
        });
    return Nothing.NOTHING;
  }

  private static Tags list(FoundGroup found) {
    return new Tags(Optional.of(found.require().tags()));
  }

  static void demandOwn(Set<String> keys) {
    if (keys.stream().anyMatch(it -> it.toLowerCase(Locale.ROOT).startsWith("aws:"))) {
      throw new InvalidParameter("Tag keys that start with aws: are reserved.");
    }
  }
}
