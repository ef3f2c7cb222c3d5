package dev.keyturn.iam;

import dev.keyturn.iam.Entity.Tagged;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Operation.Lookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The operations on the tags of users, roles and managed policies.
public final class TagOperations {
  private final Directory directory;

  TagOperations(Directory directory) {
    this.directory = directory;
  }

  List<Operation<?, ?, ?>> rows() {
    Entities<ManagedPolicy> policies = directory.policies().local();
    return List.of(
        tag("TagUser", TagUser.class, byName(directory.users())),
        tag("TagRole", TagRole.class, byName(directory.roles())),
        tag("TagPolicy", TagPolicy.class, byArn(policies)),
        untag("UntagUser", UntagUser.class, byName(directory.users())),
        untag("UntagRole", UntagRole.class, byName(directory.roles())),
        untag("UntagPolicy", UntagPolicy.class, byArn(policies)),
        list("ListUserTags", ListUserTags.class, byName(directory.users())),
        list("ListRoleTags", ListRoleTags.class, byName(directory.roles())),
        list("ListPolicyTags", ListPolicyTags.class, byArn(policies)));
  }

  /// A request that names what is tagged.
  interface OfBearer {
    String bearer();
  }

  /// A request with tags.
  interface Tagging extends OfBearer {
    List<Tag> tags();
  }

  /// A request with keys of tags.
  interface Untagging extends OfBearer {
    List<String> tagKeys();
  }

  /// A request for a page of tags.
  interface Listing extends OfBearer {
    Optional<String> marker();

    Optional<Integer> maxItems();
  }

  public record TagUser(String userName, List<Tag> tags) implements Tagging {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record TagRole(String roleName, List<Tag> tags) implements Tagging {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  public record TagPolicy(String policyArn, List<Tag> tags) implements Tagging {
    @Override
    public String bearer() {
      return policyArn;
    }
  }

  public record UntagUser(String userName, List<String> tagKeys) implements Untagging {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record UntagRole(String roleName, List<String> tagKeys) implements Untagging {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  public record UntagPolicy(String policyArn, List<String> tagKeys) implements Untagging {
    @Override
    public String bearer() {
      return policyArn;
    }
  }

  public record ListUserTags(String userName, Optional<String> marker, Optional<Integer> maxItems)
      implements Listing {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record ListRoleTags(String roleName, Optional<String> marker, Optional<Integer> maxItems)
      implements Listing {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  public record ListPolicyTags(
      String policyArn, Optional<String> marker, Optional<Integer> maxItems) implements Listing {
    @Override
    public String bearer() {
      return policyArn;
    }
  }

  public record Page(List<Tag> tags, boolean isTruncated, Optional<String> marker) {}

  private static <E extends Record & Entity> Lookup<OfBearer, Found<E>> byName(
      Entities<E> entities) {
    return (call, input) -> entities.find(call.account(), input.bearer());
  }

  private Lookup<OfBearer, Found<ManagedPolicy>> byArn(Entities<ManagedPolicy> policies) {
    return (call, input) -> {
      PolicyCatalog.Named named = directory.policies().find(call, input.bearer());
      return new Found<>(policies, call.account(), input.bearer(), named.stored());
    };
  }

  private <E extends Record & Tagged<E>, I extends Record & Tagging> Operation<?, ?, ?> tag(
      String name, Class<I> input, Lookup<OfBearer, Found<E>> lookup) {
    return Row.<I, Found<E>, Nothing>write(
            name,
            input,
            Nothing.class,
            lookup::find,
            (call, found, it) -> change(call, found, tags -> Tag.add(tags, it.tags())))
        .keyed(ConditionKeys.<I>none().withTags(it -> Tag.of(Optional.of(it.tags()))));
  }

  private <E extends Record & Tagged<E>, I extends Record & Untagging> Operation<?, ?, ?> untag(
      String name, Class<I> input, Lookup<OfBearer, Found<E>> lookup) {
    return Row.<I, Found<E>, Nothing>write(
            name,
            input,
            Nothing.class,
            lookup::find,
            (call, found, it) -> change(call, found, tags -> Tag.remove(tags, it.tagKeys())))
        .keyed(ConditionKeys.<I>none().withTagKeys(it -> Set.copyOf(it.tagKeys())));
  }

  private <E extends Record & Tagged<E>> Nothing change(
      Call call, Found<E> found, UnaryOperator<Map<String, String>> change) {
    return directory.change(call, found, bearer -> tagged(bearer, change));
  }

  private static <E extends Tagged<E>> E tagged(
      E bearer, UnaryOperator<Map<String, String>> change) {
    return bearer.tagged(change.apply(bearer.tags()));
  }

  private <E extends Record & Tagged<E>, I extends Record & Listing> Operation<?, ?, ?> list(
      String name, Class<I> input, Lookup<OfBearer, Found<E>> lookup) {
    return Row.<I, Found<E>, Page>read(
        name,
        input,
        Page.class,
        lookup::find,
        (call, found, it) -> {
          E bearer = found.require().entity();
          Wanted wanted = new Wanted(name + " " + bearer.id(), it.marker(), it.maxItems());
          Slice<Tag> slice = directory.pages().of(call, wanted, Tag.list(bearer.tags()), Tag::key);
          return new Page(slice.items(), slice.isTruncated(), slice.marker());
        });
  }
}
