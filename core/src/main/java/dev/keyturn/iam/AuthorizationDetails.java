package dev.keyturn.iam;

import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.iam.Entity.Grantee;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.identity.AccountId;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All users, groups, roles and policies of an account with what they give, for those who review
/// rights: by sort, and by name within each.
public final class AuthorizationDetails {
  private final Directory directory;

  AuthorizationDetails(Directory directory) {
    this.directory = directory;
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.read(
            "GetAccountAuthorizationDetails",
            GetAccountAuthorizationDetails.class,
            Page.class,
            (_, _) -> Resource.ANY,
            this::get));
  }

  public record GetAccountAuthorizationDetails(
      Optional<List<String>> filter, Optional<Integer> maxItems, Optional<String> marker) {}

  public record Page(
      List<UserDetail> userDetailList,
      List<GroupDetail> groupDetailList,
      List<RoleDetail> roleDetailList,
      List<PolicyDetail> policies,
      boolean isTruncated,
      Optional<String> marker) {}

  /// An inline policy.
  public record Inline(String policyName, String policyDocument) {}

  public record UserDetail(
      String path,
      String userName,
      String userId,
      String arn,
      Instant createDate,
      List<Inline> userPolicyList,
      List<String> groupList,
      List<Attachments.Attached> attachedManagedPolicies,
      Optional<Boundaries.Shown> permissionsBoundary,
      Optional<List<Tag>> tags) {}

  public record GroupDetail(
      String path,
      String groupName,
      String groupId,
      String arn,
      Instant createDate,
      List<Inline> groupPolicyList,
      List<Attachments.Attached> attachedManagedPolicies) {}

  public record RoleDetail(
      String path,
      String roleName,
      String roleId,
      String arn,
      Instant createDate,
      String assumeRolePolicyDocument,
      List<InstanceProfiles.Shown> instanceProfileList,
      List<Inline> rolePolicyList,
      List<Attachments.Attached> attachedManagedPolicies,
      Optional<Boundaries.Shown> permissionsBoundary,
      Optional<List<Tag>> tags,
      Optional<Roles.LastUsed> roleLastUsed) {}

  public record PolicyDetail(
      String policyName,
      String policyId,
      String arn,
      String path,
      String defaultVersionId,
      int attachmentCount,
      int permissionsBoundaryUsageCount,
      boolean isAttachable,
      Optional<String> description,
      Instant createDate,
      Instant updateDate,
      List<ManagedPolicies.VersionShown> policyVersionList) {}

  /// Something to show, not read yet.
  ///
  /// @param place orders the sorts
  /// @param id the unique id; of AWS's policies the ARN
  private record Entry(int place, String name, String id) {
    String position() {
      return place + name;
    }
  }

  private Page get(Call call, Resource.Any account, GetAccountAuthorizationDetails input) {
    Wanted wanted =
        new Wanted(
            "GetAccountAuthorizationDetails " + input.filter(), input.marker(), input.maxItems());
    Slice<Entry> slice =
        directory
            .pages()
            .of(call, wanted, entries(call.account(), input.filter()), Entry::position);
    return new Page(
        shown(slice, directory.users(), call.account(), this::user),
        shown(slice, directory.groups(), call.account(), AuthorizationDetails::group),
        shown(slice, directory.roles(), call.account(), AuthorizationDetails::role),
        policies(slice, call),
        slice.isTruncated(),
        slice.marker());
  }

  private List<Entry> entries(AccountId account, Optional<List<String>> filter) {
    List<Entry> entries = new ArrayList<>();
    for (Entities<?> each : sorts()) {
      if (filter.isEmpty() || filter.get().contains(filterName(each.sort()))) {
        each.index(account).forEach((name, id) -> entries.add(entry(each.sort(), name, id)));
      }
    }
    if (filter.isEmpty() || filter.get().contains("AWSManagedPolicy")) {
      AwsManagedPolicies.arns().stream()
          .filter(arn -> isUsed(account, arn))
          .forEach(arn -> entries.add(new Entry(place(Sort.POLICY) + 1, arn, arn)));
    }
    return entries;
  }

  private List<Entities<?>> sorts() {
    return List.of(
        directory.users(), directory.groups(), directory.roles(), directory.policies().local());
  }

  private static Entry entry(Sort<?> sort, String name, String id) {
    return new Entry(place(sort), name, id);
  }

  private static int place(Sort<?> sort) {
    return switch (sort.noun()) {
      case "user" -> 0;
      case "group" -> 1;
      case "role" -> 2;
      default -> 3;
    };
  }

  private static String filterName(Sort<?> sort) {
    return sort.equals(Sort.POLICY) ? "LocalManagedPolicy" : Grant.title(sort);
  }

  /// Of AWS's policies only those that somebody has tell anything about the account.
  private boolean isUsed(AccountId account, String arn) {
    PolicyShown.Use use = PolicyShown.Use.of(directory, account, arn);
    return use.attachments() + use.boundaries() > 0;
  }

  private interface Show<E extends Record & Entity, D> {
    D of(Stored<E> stored);
  }

  private static <E extends Record & Entity, D> List<D> shown(
      Slice<Entry> slice, Entities<E> entities, AccountId account, Show<E, D> show) {
    return slice.items().stream()
        .filter(it -> it.place() == place(entities.sort()))
        .flatMap(it -> entities.byId(account, it.id()).stream())
        .map(show::of)
        .toList();
  }

  private UserDetail user(Stored<User> stored) {
    User user = stored.entity();
    return new UserDetail(
        user.path(),
        user.name(),
        user.id(),
        stored.arn().toString(),
        user.created(),
        inline(user),
        user.groups().stream()
            .flatMap(it -> directory.groups().byId(stored.account(), it).stream())
            .map(it -> it.entity().name())
            .toList(),
        attached(user),
        user.boundary().map(Boundaries.Shown::new),
        Tag.shown(user.tags()));
  }

  private static GroupDetail group(Stored<Group> stored) {
    Group group = stored.entity();
    return new GroupDetail(
        group.path(),
        group.name(),
        group.id(),
        stored.arn().toString(),
        group.created(),
        inline(group),
        attached(group));
  }

  private static RoleDetail role(Stored<Role> stored) {
    Role role = stored.entity();
    return new RoleDetail(
        role.path(),
        role.name(),
        role.id(),
        stored.arn().toString(),
        role.created(),
        PolicyText.shown(role.terms().trust()),
        List.of(),
        inline(role),
        attached(role),
        role.boundary().map(Boundaries.Shown::new),
        Tag.shown(role.tags()),
        Optional.empty());
  }

  private static List<Inline> inline(Grantee<?> bearer) {
    return bearer.grants().inline().entrySet().stream()
        .map(it -> new Inline(it.getKey(), PolicyText.shown(it.getValue())))
        .toList();
  }

  private static List<Attachments.Attached> attached(Grantee<?> bearer) {
    return bearer.grants().attached().stream().map(Attachments.Attached::of).toList();
  }

  private List<PolicyDetail> policies(Slice<Entry> slice, Call call) {
    List<PolicyDetail> own =
        shown(
            slice,
            directory.policies().local(),
            call.account(),
            it -> policy(call, it.arn().toString(), it.entity()));
    List<PolicyDetail> policies = new ArrayList<>(own);
    slice.items().stream()
        .filter(it -> it.place() > place(Sort.POLICY))
        .forEach(it ->
            policies.add(
                policy(call, it.id(), directory.policies().find(call, it.id()).require())));
    return policies;
  }

  private PolicyDetail policy(Call call, String arn, ManagedPolicy policy) {
    PolicyShown shown =
        PolicyShown.of(arn, policy, PolicyShown.Use.of(directory, call.account(), arn));
    return new PolicyDetail(
        shown.policyName(),
        shown.policyId(),
        shown.arn(),
        shown.path(),
        shown.defaultVersionId(),
        shown.attachmentCount(),
        shown.permissionsBoundaryUsageCount(),
        shown.isAttachable(),
        shown.description(),
        shown.createDate(),
        shown.updateDate(),
        policy.versions().stream()
            .map(it -> ManagedPolicies.VersionShown.withDocument(policy, it))
            .toList());
  }
}
