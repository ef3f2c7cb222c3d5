package dev.keyturn.iam;

import dev.keyturn.iam.Commits.Decided;
import dev.keyturn.iam.Entity.Grantee;
import dev.keyturn.iam.Entity.Grants;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The operations that give managed policies to users, groups and roles, and take them away.
public final class Attachments {
  private final Directory directory;
  private final Uses uses;

  Attachments(Directory directory) {
    this.directory = directory;
    this.uses = Uses.attachments(directory.store());
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        attach(directory.users(), AttachUserPolicy.class),
        attach(directory.groups(), AttachGroupPolicy.class),
        attach(directory.roles(), AttachRolePolicy.class),
        detach(directory.users(), DetachUserPolicy.class),
        detach(directory.groups(), DetachGroupPolicy.class),
        detach(directory.roles(), DetachRolePolicy.class),
        list(directory.users(), ListAttachedUserPolicies.class),
        list(directory.groups(), ListAttachedGroupPolicies.class),
        list(directory.roles(), ListAttachedRolePolicies.class));
  }

  /// A request that names a bearer and a policy.
  interface OfPolicy {
    String bearer();

    String policyArn();
  }

  /// A request for a page of policies.
  interface Listing {
    String bearer();

    Optional<String> pathPrefix();

    Optional<String> marker();

    Optional<Integer> maxItems();
  }

  public record AttachUserPolicy(String userName, String policyArn) implements OfPolicy {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record AttachGroupPolicy(String groupName, String policyArn) implements OfPolicy {
    @Override
    public String bearer() {
      return groupName;
    }
  }

  public record AttachRolePolicy(String roleName, String policyArn) implements OfPolicy {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  public record DetachUserPolicy(String userName, String policyArn) implements OfPolicy {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record DetachGroupPolicy(String groupName, String policyArn) implements OfPolicy {
    @Override
    public String bearer() {
      return groupName;
    }
  }

  public record DetachRolePolicy(String roleName, String policyArn) implements OfPolicy {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  public record ListAttachedUserPolicies(
      String userName,
      Optional<String> pathPrefix,
      Optional<String> marker,
      Optional<Integer> maxItems)
      implements Listing {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record ListAttachedGroupPolicies(
      String groupName,
      Optional<String> pathPrefix,
      Optional<String> marker,
      Optional<Integer> maxItems)
      implements Listing {
    @Override
    public String bearer() {
      return groupName;
    }
  }

  public record ListAttachedRolePolicies(
      String roleName,
      Optional<String> pathPrefix,
      Optional<String> marker,
      Optional<Integer> maxItems)
      implements Listing {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  /// An attached policy as answers show it.
  public record Attached(String policyName, String policyArn) {
    static Attached of(String arn) {
      return new Attached(arn.substring(arn.lastIndexOf('/') + 1), arn);
    }
  }

  public record Page(
      List<Attached> attachedPolicies, boolean isTruncated, Optional<String> marker) {}

  private static <I extends OfPolicy> ConditionKeys<I> keys() {
    return ConditionKeys.<I>none().with("iam:PolicyARN", it -> Optional.of(it.policyArn()));
  }

  private <E extends Record & Grantee<E>, I extends Record & OfPolicy> Operation<?, ?, ?> attach(
      Entities<E> entities, Class<I> input) {
    return Row.<I, Found<E>, Nothing>write(
            "Attach" + Grant.title(entities.sort()) + "Policy",
            input,
            Nothing.class,
            (call, it) -> entities.find(call.account(), it.bearer()),
            this::attach)
        .keyed(Attachments.<I>keys());
  }

  private <E extends Record & Grantee<E>> Nothing attach(
      Call call, Found<E> found, OfPolicy input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<E> stored = found.require();
              PolicyCatalog.Named policy = directory.policies().find(call, input.policyArn());
              ManagedPolicy _ = policy.requireAttachable();
              List<String> before = stored.entity().grants().attached();
              if (before.contains(policy.arn())) {
                return Decided.of(Nothing.NOTHING);
              }
              E after =
                  with(
                      stored.entity(),
                      Stream.concat(before.stream(), Stream.of(policy.arn())).toList());
              Grant.demandFewAttached(found.in().sort(), after);
              List<Write> writes = new ArrayList<>();
              writes.add(found.in().change(stored, after));
              policy.stored().map(directory.policies().local()::touch).ifPresent(writes::add);
              writes.add(uses.added(call.account(), policy.arn(), after.id()));
              return Decided.of(Nothing.NOTHING, writes);
            });
  }

  private <E extends Record & Grantee<E>, I extends Record & OfPolicy> Operation<?, ?, ?> detach(
      Entities<E> entities, Class<I> input) {
    return Row.<I, Found<E>, Nothing>write(
            "Detach" + Grant.title(entities.sort()) + "Policy",
            input,
            Nothing.class,
            (call, it) -> entities.find(call.account(), it.bearer()),
            this::detach)
        .keyed(Attachments.<I>keys());
  }

  private <E extends Record & Grantee<E>> Nothing detach(
      Call call, Found<E> found, OfPolicy input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<E> stored = found.require();
              List<String> before = stored.entity().grants().attached();
              if (!before.contains(input.policyArn())) {
                throw new NoSuchEntity("Policy %s was not found.".formatted(input.policyArn()));
              }
              E after =
                  with(
                      stored.entity(),
                      before.stream().filter(it -> !it.equals(input.policyArn())).toList());
              return Decided.of(
                  Nothing.NOTHING,
                  found.in().change(stored, after),
                  uses.removed(call.account(), input.policyArn(), after.id()));
            });
  }

  private <E extends Record & Grantee<E>, I extends Record & Listing> Operation<?, ?, ?> list(
      Entities<E> entities, Class<I> input) {
    return Row.<I, Found<E>, Page>read(
        "ListAttached" + Grant.title(entities.sort()) + "Policies",
        input,
        Page.class,
        (call, it) -> entities.find(call.account(), it.bearer()),
        this::list);
  }

  private <E extends Record & Grantee<E>> Page list(Call call, Found<E> found, Listing input) {
    E bearer = found.require().entity();
    String prefix = input.pathPrefix().orElse("/");
    Wanted wanted =
        new Wanted(
            "ListAttachedPolicies " + bearer.id() + " " + prefix, input.marker(), input.maxItems());
    List<String> all =
        bearer.grants().attached().stream()
            .filter(it -> it.substring(it.indexOf(":policy/") + 7).startsWith(prefix))
            .toList();
    Slice<Attached> slice = directory.pages().of(call, wanted, all, it -> it).map(Attached::of);
    return new Page(slice.items(), slice.isTruncated(), slice.marker());
  }

  private static <E extends Grantee<E>> E with(E bearer, List<String> attached) {
    return bearer.with(new Grants(bearer.grants().inline(), attached));
  }
}
