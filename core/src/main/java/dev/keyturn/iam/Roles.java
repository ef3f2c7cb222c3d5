package dev.keyturn.iam;

import dev.keyturn.access.Policy;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.iam.Commits.Decided;
import dev.keyturn.iam.Entity.Grants;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.iam.Role.Terms;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.EntityAlreadyExists;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import dev.keyturn.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The operations on roles.
public final class Roles {
  private static final int LONGEST_TRUST = 4_096;
  private static final int USUAL_SESSION = 3_600;

  private final Directory directory;
  private final Entities<Role> roles;

  Roles(Directory directory) {
    this.directory = directory;
    this.roles = directory.roles();
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.write("CreateRole", CreateRole.class, Made.class, this::planned, this::create)
            .keyed(
                ConditionKeys.<CreateRole>none()
                    .with("iam:PermissionsBoundary", CreateRole::permissionsBoundary)
                    .withTags(it -> Tag.of(it.tags())))
            .needing(it -> Tag.needed("iam:TagRole", it.tags())),
        Row.read("GetRole", GetRole.class, One.class, this::read, this::get),
        Row.read("ListRoles", ListRoles.class, Page.class, Roles::below, this::list),
        Row.write("UpdateRole", UpdateRole.class, Nothing.class, this::updated, this::update),
        Row.write(
            "UpdateRoleDescription",
            UpdateRoleDescription.class,
            Described.class,
            this::toDescribe,
            this::describe),
        Row.write(
            "UpdateAssumeRolePolicy",
            UpdateAssumeRolePolicy.class,
            Nothing.class,
            this::toTrust,
            this::trust),
        Row.write("DeleteRole", DeleteRole.class, Nothing.class, this::doomed, this::delete));
  }

  public record CreateRole(
      Optional<String> path,
      String roleName,
      String assumeRolePolicyDocument,
      Optional<String> description,
      Optional<Integer> maxSessionDuration,
      Optional<String> permissionsBoundary,
      Optional<List<Tag>> tags) {}

  public record GetRole(String roleName) {}

  public record ListRoles(
      Optional<String> pathPrefix, Optional<String> marker, Optional<Integer> maxItems) {}

  public record UpdateRole(
      String roleName, Optional<String> description, Optional<Integer> maxSessionDuration) {}

  public record UpdateRoleDescription(String roleName, String description) {}

  public record UpdateAssumeRolePolicy(String roleName, String policyDocument) {}

  public record DeleteRole(String roleName) {}

  public record Made(Shown role) {}

  public record One(Shown role) {}

  public record Described(Shown role) {}

  public record Page(List<Shown> roles, boolean isTruncated, Optional<String> marker) {}

  public record LastUsed(Optional<Instant> lastUsedDate, Optional<String> region) {}

  /// A role as answers show it.
  public record Shown(
      String path,
      String roleName,
      String roleId,
      String arn,
      Instant createDate,
      Optional<String> assumeRolePolicyDocument,
      Optional<String> description,
      Optional<Integer> maxSessionDuration,
      Optional<Boundaries.Shown> permissionsBoundary,
      Optional<List<Tag>> tags,
      Optional<LastUsed> roleLastUsed) {

    static Shown of(Stored<Role> stored) {
      Role role = stored.entity();
      return new Shown(
          role.path(),
          role.name(),
          role.id(),
          stored.arn().toString(),
          role.created(),
          Optional.of(PolicyText.shown(role.terms().trust())),
          role.terms().description(),
          Optional.of(role.terms().maxSession()),
          role.boundary().map(Boundaries.Shown::new),
          Tag.shown(role.tags()),
          Optional.empty());
    }

    /// Listings leave out what AWS leaves out.
    static Shown listed(Stored<Role> stored) {
      Role role = stored.entity().bounded(Optional.empty()).tagged(Map.of());
      return of(new Stored<>(stored.sort(), stored.account(), role, stored.revision()));
    }
  }

  private Place planned(Call call, CreateRole input) {
    return new Place(
        roles.arn(call.account(), input.path().orElse("/"), input.roleName()).toString());
  }

  private Made create(Call call, Place planned, CreateRole input) {
    Map<String, String> pins = pins(input.assumeRolePolicyDocument());
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              if (roles.named(call.account(), input.roleName()).isPresent()) {
                throw new EntityAlreadyExists(
                    "Role with name %s already exists.".formatted(input.roleName()));
              }
              directory.demandRoom(call, roles);
              Role role = role(call, input, pins);
              List<Write> writes = new ArrayList<>(roles.creation(call.account(), role));
              writes.addAll(new Boundaries.Limits(directory).chosen(call, role));
              return Decided.of(
                  new Made(Shown.of(new Stored<>(roles.sort(), call.account(), role, 1))), writes);
            });
  }

  private Role role(Call call, CreateRole input, Map<String, String> pins) {
    return new Role(
        directory.ids().unique(roles.sort().prefix()),
        input.roleName(),
        input.path().orElse("/"),
        call.at(),
        new Terms(
            input.assumeRolePolicyDocument(),
            pins,
            input.description(),
            input.maxSessionDuration().orElse(USUAL_SESSION)),
        Grants.NONE,
        input.permissionsBoundary(),
        Tag.of(input.tags()));
  }

  private Found<Role> read(Call call, GetRole input) {
    return directory.role(call, input.roleName());
  }

  private One get(Call call, Found<Role> found, GetRole input) {
    return new One(Shown.of(found.require()));
  }

  private static Place below(Call call, ListRoles input) {
    return Place.all(call, "role", input.pathPrefix().orElse("/"));
  }

  private Page list(Call call, Place below, ListRoles input) {
    String prefix = input.pathPrefix().orElse("/");
    Wanted wanted = new Wanted("ListRoles " + prefix, input.marker(), input.maxItems());
    Slice<Shown> slice =
        directory
            .pages()
            .of(call, wanted, roles, it -> it.path().startsWith(prefix))
            .map(Shown::listed);
    return new Page(slice.items(), slice.isTruncated(), slice.marker());
  }

  private Found<Role> updated(Call call, UpdateRole input) {
    return directory.role(call, input.roleName());
  }

  private Nothing update(Call call, Found<Role> found, UpdateRole input) {
    Stored<Role> _ =
        changed(
            call,
            found,
            terms ->
                terms.described(
                    input.description().or(terms::description),
                    input.maxSessionDuration().orElse(terms.maxSession())));
    return Nothing.NOTHING;
  }

  private Found<Role> toDescribe(Call call, UpdateRoleDescription input) {
    return directory.role(call, input.roleName());
  }

  private Described describe(Call call, Found<Role> found, UpdateRoleDescription input) {
    return new Described(
        Shown.of(
            changed(
                call,
                found,
                terms -> terms.described(Optional.of(input.description()), terms.maxSession()))));
  }

  private Found<Role> toTrust(Call call, UpdateAssumeRolePolicy input) {
    return directory.role(call, input.roleName());
  }

  private Nothing trust(Call call, Found<Role> found, UpdateAssumeRolePolicy input) {
    Map<String, String> pins = pins(input.policyDocument());
    Stored<Role> _ = changed(call, found, terms -> terms.trusting(input.policyDocument(), pins));
    return Nothing.NOTHING;
  }

  /// Refuses what is no trust policy, and what trusts somebody who does not exist.
  private Map<String, String> pins(String trust) {
    PolicyText.demand(trust, Form.TRUST);
    PolicyText.demandShort(trust, LONGEST_TRUST, "ACLSizePerRole");
    Policy policy = PolicyText.accepted(trust, Form.TRUST);
    KnownPrincipals known = new KnownPrincipals(directory.store());
    return known
        .pins(policy)
        .orElseThrow(() ->
            new MalformedPolicyDocument(
                "Invalid principal in policy: \"AWS\":\"%s\"".formatted(known.stranger(policy))));
  }

  private Stored<Role> changed(Call call, Found<Role> found, UnaryOperator<Terms> change) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<Role> stored = found.require();
              Role after = stored.entity().on(change.apply(stored.entity().terms()));
              return Decided.of(
                  new Stored<>(stored.sort(), stored.account(), after, stored.revision() + 1),
                  roles.change(stored, after));
            });
  }

  private Found<Role> doomed(Call call, DeleteRole input) {
    return directory.role(call, input.roleName());
  }

  private Nothing delete(Call call, Found<Role> found, DeleteRole input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<Role> stored = found.require();
              Grant.demandNone(stored.entity());
              List<Write> writes = new ArrayList<>(roles.deletion(stored));
              writes.addAll(new Boundaries.Limits(directory).dropped(call, stored.entity()));
              return Decided.of(Nothing.NOTHING, writes);
            });
  }
}
