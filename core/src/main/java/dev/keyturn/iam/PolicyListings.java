package dev.keyturn.iam;

import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.iam.PolicyCatalog.Named;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The operations that list managed policies, and who has one.
public final class PolicyListings {
  private final Directory directory;

  PolicyListings(Directory directory) {
    this.directory = directory;
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.read("ListPolicies", ListPolicies.class, Page.class, PolicyListings::below, this::list),
        Row.read(
            "ListEntitiesForPolicy",
            ListEntitiesForPolicy.class,
            Bearers.class,
            this::named,
            this::bearers));
  }

  public record ListPolicies(
      Optional<String> scope,
      Optional<Boolean> onlyAttached,
      Optional<String> pathPrefix,
      Optional<String> policyUsageFilter,
      Optional<String> marker,
      Optional<Integer> maxItems) {}

  public record ListEntitiesForPolicy(
      String policyArn,
      Optional<String> entityFilter,
      Optional<String> pathPrefix,
      Optional<String> policyUsageFilter,
      Optional<String> marker,
      Optional<Integer> maxItems) {}

  public record Page(List<PolicyShown> policies, boolean isTruncated, Optional<String> marker) {}

  public record OfGroup(String groupName, String groupId) {}

  public record OfUser(String userName, String userId) {}

  public record OfRole(String roleName, String roleId) {}

  public record Bearers(
      List<OfGroup> policyGroups,
      List<OfUser> policyUsers,
      List<OfRole> policyRoles,
      boolean isTruncated,
      Optional<String> marker) {}

  private static Place below(Call call, ListPolicies input) {
    return Place.all(call, "policy", input.pathPrefix().orElse("/"));
  }

  private Page list(Call call, Place below, ListPolicies input) {
    Wanted wanted =
        new Wanted(
            "ListPolicies %s %s %s %s"
                .formatted(
                    input.scope(),
                    input.onlyAttached(),
                    input.pathPrefix(),
                    input.policyUsageFilter()),
            input.marker(),
            input.maxItems());
    List<Named> wantedPolicies =
        all(call, input.scope().orElse("All"))
            .filter(it -> it.require().path().startsWith(input.pathPrefix().orElse("/")))
            .filter(it -> isWanted(call, it, input))
            .toList();
    Slice<PolicyShown> slice =
        directory
            .pages()
            .of(call, wanted, wantedPolicies, Named::arn)
            .map(it -> PolicyShown.of(it.arn(), it.require(), use(call, it)).listed());
    return new Page(slice.items(), slice.isTruncated(), slice.marker());
  }

  private Stream<Named> all(Call call, String scope) {
    Stream<Named> own =
        scope.equals("AWS")
            ? Stream.of()
            : directory
                .policies()
                .local()
                .list(call.account(), "", Sort.POLICY.quota(), _ -> true)
                .items()
                .stream()
                .map(it ->
                    new Named(it.arn().toString(), Optional.of(it.entity()), Optional.of(it)));
    Stream<Named> aws =
        scope.equals("Local")
            ? Stream.of()
            : AwsManagedPolicies.arns().stream().map(arn -> directory.policies().find(call, arn));
    return Stream.concat(own, aws);
  }

  private PolicyShown.Use use(Call call, Named named) {
    return PolicyShown.Use.of(directory, call.account(), named.arn());
  }

  private boolean isWanted(Call call, Named named, ListPolicies input) {
    boolean onlyUsed = input.onlyAttached().orElse(false);
    if (!onlyUsed && input.policyUsageFilter().isEmpty()) {
      return true;
    }
    PolicyShown.Use use = use(call, named);
    return switch (input.policyUsageFilter().orElse("")) {
      case "PermissionsPolicy" -> use.attachments() > 0;
      case "PermissionsBoundary" -> use.boundaries() > 0;
      default -> use.attachments() + use.boundaries() > 0;
    };
  }

  private Named named(Call call, ListEntitiesForPolicy input) {
    return directory.policies().find(call, input.policyArn());
  }

  /// Who has a policy.
  private sealed interface Bearer {
    String path();

    /// A group.
    record InGroup(String path, OfGroup shown) implements Bearer {}

    /// A user.
    record ByUser(String path, OfUser shown) implements Bearer {}

    /// A role.
    record InRole(String path, OfRole shown) implements Bearer {}
  }

  private Bearers bearers(Call call, Named named, ListEntitiesForPolicy input) {
    ManagedPolicy policy = named.require();
    Wanted wanted =
        new Wanted(
            "ListEntitiesForPolicy %s %s %s %s"
                .formatted(
                    policy.id(),
                    input.entityFilter(),
                    input.pathPrefix(),
                    input.policyUsageFilter()),
            input.marker(),
            input.maxItems());
    List<String> ids =
        ids(call, named, input.policyUsageFilter()).stream()
            .filter(it -> isWanted(it, input.entityFilter()))
            .toList();
    Slice<String> slice = directory.pages().of(call, wanted, ids, it -> it);
    List<OfGroup> groups = new ArrayList<>();
    List<OfUser> users = new ArrayList<>();
    List<OfRole> roles = new ArrayList<>();
    for (String id : slice.items()) {
      bearer(call, id)
          .filter(it -> it.path().startsWith(input.pathPrefix().orElse("/")))
          .ifPresent(it -> {
            switch (it) {
              case Bearer.InGroup group -> groups.add(group.shown());
              case Bearer.ByUser user -> users.add(user.shown());
              case Bearer.InRole role -> roles.add(role.shown());
            }
          });
    }
    return new Bearers(groups, users, roles, slice.isTruncated(), slice.marker());
  }

  private List<String> ids(Call call, Named named, Optional<String> usage) {
    Stream<String> attached =
        usage.filter("PermissionsBoundary"::equals).isPresent()
            ? Stream.of()
            : Uses.attachments(directory.store()).of(call.account(), named.arn()).stream();
    Stream<String> limited =
        usage.filter("PermissionsPolicy"::equals).isPresent()
            ? Stream.of()
            : Uses.boundaries(directory.store()).of(call.account(), named.arn()).stream();
    return Stream.concat(attached, limited).distinct().toList();
  }

  private static boolean isWanted(String id, Optional<String> filter) {
    return switch (filter.orElse("")) {
      case "User" -> id.startsWith(Sort.USER.prefix());
      case "Group" -> id.startsWith(Sort.GROUP.prefix());
      case "Role" -> id.startsWith(Sort.ROLE.prefix());
      default -> true;
    };
  }

  private Optional<Bearer> bearer(Call call, String id) {
    Optional<Bearer> user =
        directory
            .users()
            .byId(call.account(), id)
            .map(Stored::entity)
            .map(it -> new Bearer.ByUser(it.path(), new OfUser(it.name(), it.id())));
    Optional<Bearer> group =
        directory
            .groups()
            .byId(call.account(), id)
            .map(Stored::entity)
            .map(it -> new Bearer.InGroup(it.path(), new OfGroup(it.name(), it.id())));
    return user.or(() -> group)
        .or(() ->
            directory
                .roles()
                .byId(call.account(), id)
                .map(Stored::entity)
                .map(it -> new Bearer.InRole(it.path(), new OfRole(it.name(), it.id()))));
  }
}
