package dev.keyturn.iam;

import dev.keyturn.access.CallerPolicies;
import dev.keyturn.access.NamedPolicy;
import dev.keyturn.access.Policy;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.access.PolicySource;
import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.iam.Entity.Grantee;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Session;
import dev.keyturn.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The policies of callers: compiled once, and remembered until any identity of the account
/// changes, so that a change counts for the very next request. Thread-safe.
public final class IdentityPolicies implements PolicySource {
  private static final int REMEMBERED = 10_000;

  private final Store store;
  private final Entities<User> users;
  private final Entities<Group> groups;
  private final Entities<Role> roles;
  private final PolicyCatalog catalog;
  private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();
  private final CompiledPolicies documents = new CompiledPolicies(known::clear);

  /// What was compiled for an access key when the account's identities were in this state.
  private record Known(long state, String principalId, CallerPolicies policies) {}

  public IdentityPolicies(Store store) {
    this.store = store;
    users = new Entities<>(store, Sort.USER);
    groups = new Entities<>(store, Sort.GROUP);
    roles = new Entities<>(store, Sort.ROLE);
    catalog = new PolicyCatalog(store);
  }

  @Override
  public CallerPolicies of(Caller caller) {
    // Before what it stands for: what is read meanwhile may be newer, never older.
    long state = Commits.state(store, caller.account());
    Known before = known.get(caller.accessKeyId());
    String id = caller.principal().id();
    if (before != null && before.state == state && before.principalId.equals(id)) {
      return before.policies;
    }
    CallerPolicies compiled = compile(caller);
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    documents.charge(lengthOf(compiled.tags()));
    known.put(caller.accessKeyId(), new Known(state, id, compiled));
    return compiled;
  }

  private static int lengthOf(Map<String, String> tags) {
    return tags.entrySet().stream()
        .mapToInt(tag -> tag.getKey().length() + tag.getValue().length())
        .sum();
  }

  private CallerPolicies compile(Caller caller) {
    Optional<CallerPolicies> standing =
        switch (caller.principal().kind()) {
          case USER -> users.byId(caller.account(), caller.principal().id()).map(this::ofUser);
          case ROLE_SESSION ->
              roles
                  .byId(caller.account(), SessionTokens.roleId(caller.principal()))
                  .map(this::ofRole);
          case ROOT, SERVICE -> Optional.empty();
        };
    CallerPolicies policies = standing.orElse(CallerPolicies.NONE);
    return caller.session().map(it -> limited(policies, caller.account(), it)).orElse(policies);
  }

  /// What a user may, without a session.
  CallerPolicies ofUser(Stored<User> stored) {
    User user = stored.entity();
    List<NamedPolicy> identity = new ArrayList<>(granted(stored));
    user.groups().stream()
        .flatMap(it -> groups.byId(stored.account(), it).stream())
        .forEach(it -> identity.addAll(granted(it)));
    return new CallerPolicies(
        Optional.empty(),
        identity,
        user.boundary().map(it -> managed(stored.account(), it)),
        List.of(),
        user.tags());
  }

  /// What a role may, without a session.
  CallerPolicies ofRole(Stored<Role> stored) {
    Role role = stored.entity();
    return new CallerPolicies(
        Optional.of(stored.arn()),
        granted(stored),
        role.boundary().map(it -> managed(stored.account(), it)),
        List.of(),
        role.tags());
  }

  private CallerPolicies limited(CallerPolicies policies, AccountId account, Session session) {
    List<NamedPolicy> limits = new ArrayList<>();
    session.policies().stream()
        .map(it -> new NamedPolicy("the session's policy", compiled(it)))
        .forEach(limits::add);
    session.policyArns().forEach(it -> limits.add(managed(account, it)));
    Map<String, String> tags = new java.util.TreeMap<>(policies.tags());
    session
        .tags()
        .forEach((key, value) -> {
          tags.keySet().removeIf(key::equalsIgnoreCase);
          tags.put(key, value);
        });
    return new CallerPolicies(
        policies.role(), policies.identity(), policies.boundary(), limits, tags);
  }

  /// Inline and attached policies of one user, group or role.
  <E extends Record & Grantee<E>> List<NamedPolicy> granted(Stored<E> stored) {
    List<NamedPolicy> policies = new ArrayList<>();
    String of = " of " + stored.sort().noun() + " " + stored.entity().name();
    stored
        .entity()
        .grants()
        .inline()
        .forEach((name, document) ->
            policies.add(new NamedPolicy("inline policy " + name + of, compiled(document))));
    stored
        .entity()
        .grants()
        .attached()
        .forEach(arn -> policies.add(managed(stored.account(), arn)));
    return policies;
  }

  /// A policy that is attached cannot be deleted. Where one is gone all the same, as a session's
  /// can be, what stands in its place allows nothing.
  private NamedPolicy managed(AccountId account, String arn) {
    String name = "managed policy " + arn;
    return catalog
        .find(account, arn)
        .managed()
        .map(it -> new NamedPolicy(name, compiled(it.document())))
        .orElseGet(() -> new NamedPolicy(name + " (deleted)", NOTHING));
  }

  private static final Policy NOTHING =
      PolicyText.accepted(
          """
          {"Version":"2012-10-17","Statement":\
          [{"Effect":"Deny","NotAction":"sts:GetCallerIdentity","Resource":"*"}]}\
          """,
          Form.IDENTITY);

  private Policy compiled(String document) {
    return documents.of(document);
  }

  /// Which identity an ARN means, for simulations.
  Optional<CallerPolicies> of(AccountId account, Arn arn) {
    String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
    return switch (arn.resource().substring(0, Math.max(0, arn.resource().indexOf('/')))) {
      case "user" ->
          users.named(account, name).filter(it -> it.arn().equals(arn)).map(this::ofUser);
      case "role" ->
          roles.named(account, name).filter(it -> it.arn().equals(arn)).map(this::ofRole);
      case "group" ->
          groups
              .named(account, name)
              .filter(it -> it.arn().equals(arn))
              .map(it ->
                  new CallerPolicies(
                      Optional.empty(), granted(it), Optional.empty(), List.of(), Map.of()));
      default -> Optional.empty();
    };
  }
}
