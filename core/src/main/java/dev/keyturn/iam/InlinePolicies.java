package dev.keyturn.iam;

import dev.keyturn.access.Policy.Form;
import dev.keyturn.iam.Entity.Grantee;
import dev.keyturn.iam.Entity.Grants;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The operations on policies that belong to one user, group or role alone.
public final class InlinePolicies {
  private final Directory directory;

  InlinePolicies(Directory directory) {
    this.directory = directory;
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        put(directory.users(), PutUserPolicy.class),
        put(directory.groups(), PutGroupPolicy.class),
        put(directory.roles(), PutRolePolicy.class),
        get(directory.users(), GetUserPolicy.class, UserPolicy.class, UserPolicy::new),
        get(directory.groups(), GetGroupPolicy.class, GroupPolicy.class, GroupPolicy::new),
        get(directory.roles(), GetRolePolicy.class, RolePolicy.class, RolePolicy::new),
        delete(directory.users(), DeleteUserPolicy.class),
        delete(directory.groups(), DeleteGroupPolicy.class),
        delete(directory.roles(), DeleteRolePolicy.class),
        list("ListUserPolicies", directory.users(), ListUserPolicies.class),
        list("ListGroupPolicies", directory.groups(), ListGroupPolicies.class),
        list("ListRolePolicies", directory.roles(), ListRolePolicies.class));
  }

  /// A request that names one policy of a bearer.
  interface OfPolicy {
    String bearer();

    String policyName();
  }

  /// A request with a document.
  interface Put extends OfPolicy {
    String policyDocument();
  }

  /// A request for a page of names.
  interface Listing {
    String bearer();

    Optional<String> marker();

    Optional<Integer> maxItems();
  }

  public record PutUserPolicy(String userName, String policyName, String policyDocument)
      implements Put {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record PutGroupPolicy(String groupName, String policyName, String policyDocument)
      implements Put {
    @Override
    public String bearer() {
      return groupName;
    }
  }

  public record PutRolePolicy(String roleName, String policyName, String policyDocument)
      implements Put {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  public record GetUserPolicy(String userName, String policyName) implements OfPolicy {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record GetGroupPolicy(String groupName, String policyName) implements OfPolicy {
    @Override
    public String bearer() {
      return groupName;
    }
  }

  public record GetRolePolicy(String roleName, String policyName) implements OfPolicy {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  public record DeleteUserPolicy(String userName, String policyName) implements OfPolicy {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record DeleteGroupPolicy(String groupName, String policyName) implements OfPolicy {
    @Override
    public String bearer() {
      return groupName;
    }
  }

  public record DeleteRolePolicy(String roleName, String policyName) implements OfPolicy {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  public record ListUserPolicies(
      String userName, Optional<String> marker, Optional<Integer> maxItems) implements Listing {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record ListGroupPolicies(
      String groupName, Optional<String> marker, Optional<Integer> maxItems) implements Listing {
    @Override
    public String bearer() {
      return groupName;
    }
  }

  public record ListRolePolicies(
      String roleName, Optional<String> marker, Optional<Integer> maxItems) implements Listing {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  public record UserPolicy(String userName, String policyName, String policyDocument) {}

  public record GroupPolicy(String groupName, String policyName, String policyDocument) {}

  public record RolePolicy(String roleName, String policyName, String policyDocument) {}

  public record Names(List<String> policyNames, boolean isTruncated, Optional<String> marker) {}

  /// Makes the answer that shows a policy.
  private interface Answer<O> {
    O of(String bearer, String policyName, String document);
  }

  private <E extends Record & Grantee<E>, I extends Record & Put> Operation<?, ?, ?> put(
      Entities<E> entities, Class<I> input) {
    return Row.<I, Found<E>, Nothing>write(
        "Put" + Grant.title(entities.sort()) + "Policy",
        input,
        Nothing.class,
        (call, it) -> entities.find(call.account(), it.bearer()),
        this::put);
  }

  private <E extends Record & Grantee<E>> Nothing put(Call call, Found<E> found, Put input) {
    PolicyText.demand(input.policyDocument(), Form.IDENTITY);
    return directory.change(call, found, bearer -> with(found, bearer, input));
  }

  private static <E extends Record & Grantee<E>> E with(Found<E> found, E bearer, Put input) {
    E after =
        with(
            bearer,
            Sorted.with(bearer.grants().inline(), input.policyName(), input.policyDocument()));
    Grant.demandShortInline(found.in().sort(), after);
    return after;
  }

  private <E extends Record & Grantee<E>, I extends Record & OfPolicy, O extends Record>
      Operation<?, ?, ?> get(
          Entities<E> entities, Class<I> input, Class<O> output, Answer<O> answer) {
    return Row.<I, Found<E>, O>read(
        "Get" + Grant.title(entities.sort()) + "Policy",
        input,
        output,
        (call, it) -> entities.find(call.account(), it.bearer()),
        (_, found, it) -> {
          E bearer = found.require().entity();
          return answer.of(
              bearer.name(), it.policyName(), PolicyText.shown(document(found, bearer, it)));
        });
  }

  private <E extends Record & Grantee<E>, I extends Record & OfPolicy> Operation<?, ?, ?> delete(
      Entities<E> entities, Class<I> input) {
    return Row.<I, Found<E>, Nothing>write(
        "Delete" + Grant.title(entities.sort()) + "Policy",
        input,
        Nothing.class,
        (call, it) -> entities.find(call.account(), it.bearer()),
        this::delete);
  }

  private <E extends Record & Grantee<E>> Nothing delete(
      Call call, Found<E> found, OfPolicy input) {
    return directory.change(call, found, bearer -> without(found, bearer, input));
  }

  private static <E extends Record & Grantee<E>> E without(
      Found<E> found, E bearer, OfPolicy input) {
    String _ = document(found, bearer, input);
    return with(bearer, Sorted.without(bearer.grants().inline(), input.policyName()));
  }

  private <E extends Record & Grantee<E>, I extends Record & Listing> Operation<?, ?, ?> list(
      String name, Entities<E> entities, Class<I> input) {
    return Row.<I, Found<E>, Names>read(
        name,
        input,
        Names.class,
        (call, it) -> entities.find(call.account(), it.bearer()),
        (call, found, it) -> {
          E bearer = found.require().entity();
          Wanted wanted = new Wanted(name + " " + bearer.id(), it.marker(), it.maxItems());
          List<String> all = List.copyOf(bearer.grants().inline().keySet());
          Slice<String> slice = directory.pages().of(call, wanted, all, policy -> policy);
          return new Names(slice.items(), slice.isTruncated(), slice.marker());
        });
  }

  private static <E extends Grantee<E>> E with(E bearer, Map<String, String> inline) {
    return bearer.with(new Grants(inline, bearer.grants().attached()));
  }

  private static String document(Found<?> found, Grantee<?> bearer, OfPolicy input) {
    return Optional.ofNullable(bearer.grants().inline().get(input.policyName()))
        .orElseThrow(() ->
            new NoSuchEntity(
                "The %s policy with name %s cannot be found."
                    .formatted(found.in().sort().noun(), input.policyName())));
  }
}
