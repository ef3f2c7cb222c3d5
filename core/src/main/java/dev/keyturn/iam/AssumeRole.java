package dev.keyturn.iam;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.access.Policy;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.iam.SessionTokens.Given;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.identity.Session;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import dev.keyturn.operation.Refusal.PackedPolicyTooLarge;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.operation.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Lends a role's rights for a while to whom its trust policy names, in its own account or in
/// another.
public final class AssumeRole {
  private static final int USUAL_SECONDS = 3_600;
  private static final int LONGEST_CHAINED = 3_600;
  private static final int MOST_POLICIES = 10;
  private static final int LONGEST_POLICY = 2_048;

  private final Entities<Role> roles;
  private final PolicyCatalog policies;
  private final SessionTokens tokens;

  AssumeRole(Entities<Role> roles, PolicyCatalog policies, SessionTokens tokens) {
    this.roles = roles;
    this.policies = policies;
    this.tokens = tokens;
  }

  public record Input(
      String roleArn,
      String roleSessionName,
      Optional<List<PolicyArn>> policyArns,
      Optional<String> policy,
      Optional<Integer> durationSeconds,
      Optional<List<Tag>> tags,
      Optional<List<String>> transitiveTagKeys,
      Optional<String> externalId,
      Optional<String> sourceIdentity) {}

  public record PolicyArn(Optional<String> arn) {}

  public record Output(
      Issued credentials,
      AssumedRoleUser assumedRoleUser,
      Optional<Integer> packedPolicySize,
      Optional<String> sourceIdentity) {}

  public record AssumedRoleUser(String assumedRoleId, String arn) {}

  /// A role that may be assumed, by whom its trust policy names and by nobody else, not even by its
  /// own account's administrator. One that does not exist refuses everybody in the same words.
  record Assumable(String arn, Optional<Stored<Role>> role) implements Resource {
    @Override
    public Optional<Policy> resourcePolicy() {
      return role.map(it -> it.entity().terms().policy());
    }

    @Override
    public boolean needsPolicy() {
      return true;
    }

    @Override
    public Map<String, String> tags() {
      return role.map(it -> it.entity().tags()).orElse(Map.of());
    }
  }

  Operation<Input, Assumable, Output> row() {
    return new Operation<>(
            "AssumeRole",
            Input.class,
            Output.class,
            READ,
            "sts:AssumeRole",
            this::find,
            this::handle)
        .keyed(
            ConditionKeys.<Input>none()
                .with("sts:ExternalId", Input::externalId)
                .with("sts:RoleSessionName", it -> Optional.of(it.roleSessionName()))
                .with("sts:SourceIdentity", Input::sourceIdentity)
                .withAll("sts:TransitiveTagKeys", it -> it.transitiveTagKeys().orElse(List.of()))
                .withTags(it -> Tag.of(it.tags())))
        .needing(AssumeRole::more)
        .without("ProvidedContexts", "SerialNumber", "TokenCode");
  }

  /// The source identity of a session goes on with every role that it takes on, whether the request
  /// says it again or not: each role has to accept it.
  private static List<String> more(Call call, Input input) {
    List<String> actions = new ArrayList<>();
    if (input.tags().filter(it -> !it.isEmpty()).isPresent()) {
      actions.add("sts:TagSession");
    }
    if (input.sourceIdentity().or(() -> before(call)).isPresent()) {
      actions.add("sts:SetSourceIdentity");
    }
    return actions;
  }

  private Assumable find(Call call, Input input) {
    if (call.caller().principal().kind() == Kind.ROOT) {
      throw new AccessDenied("Roles may not be assumed by root accounts.");
    }
    Arn arn =
        Arn.parse(input.roleArn())
            .filter(it -> it.service().equals("iam") && AccountId.isId(it.account()))
            .orElseThrow(() -> new Validation(input.roleArn() + " is invalid"));
    String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
    Optional<Stored<Role>> role =
        roles.named(new AccountId(arn.account()), name).filter(it -> it.arn().equals(arn));
    return new Assumable(input.roleArn(), role);
  }

  Output handle(Call call, Assumable assumable, Input input) {
    Stored<Role> role = assumable.role().orElseThrow();
    Duration duration = duration(call, role.entity(), input);
    Session session = session(call, role, input, duration);
    Principal principal = principal(role, input.roleSessionName());
    Given given = tokens.give(principal, session);
    return new Output(
        Issued.of(given),
        new AssumedRoleUser(principal.id(), principal.arn().toString()),
        input.policy().map(it -> (100 * it.length() + LONGEST_POLICY - 1) / LONGEST_POLICY),
        session.sourceIdentity());
  }

  static Principal principal(Stored<Role> role, String sessionName) {
    return new Principal(
        Kind.ROLE_SESSION,
        role.account(),
        Arn.global(
            "sts", role.account(), "assumed-role/" + role.entity().name() + "/" + sessionName),
        role.entity().id() + ":" + sessionName);
  }

  private static Duration duration(Call call, Role role, Input input) {
    int seconds = input.durationSeconds().orElse(USUAL_SECONDS);
    if (call.caller().principal().kind() == Kind.ROLE_SESSION && seconds > LONGEST_CHAINED) {
      throw new Validation(
          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
              + " chaining");
    }
    if (seconds > role.terms().maxSession()) {
      throw new Validation(
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    return Duration.ofSeconds(seconds);
  }

  private Session session(Call call, Stored<Role> role, Input input, Duration duration) {
    input.policy().ifPresent(AssumeRole::demandPolicy);
    Map<String, String> tags = new TreeMap<>(Tag.of(input.tags()));
    Set<String> transitive = transitive(input);
    call.caller().session().ifPresent(before -> inherit(before, tags, transitive));
    return new Session(
        call.at(),
        call.at().plus(duration),
        input.policy().stream().toList(),
        arns(role.account(), input),
        tags,
        transitive,
        sourceIdentity(call, input),
        Optional.empty());
  }

  /// Who stands behind a chain of roles is said once, and never by who is in it.
  private static Optional<String> sourceIdentity(Call call, Input input) {
    Optional<String> before = before(call);
    if (before.isPresent()
        && input.sourceIdentity().filter(it -> !before.get().equals(it)).isPresent()) {
      throw new AccessDenied("The source identity of a session can't be changed.");
    }
    return before.or(input::sourceIdentity);
  }

  private static Optional<String> before(Call call) {
    return call.caller().session().flatMap(Session::sourceIdentity);
  }

  private static void demandPolicy(String document) {
    PolicyText.demand(document, Form.IDENTITY);
    if (document.length() > LONGEST_POLICY) {
      throw new PackedPolicyTooLarge(
          "Packed size of session policy exceeds the limit of %d characters."
              .formatted(LONGEST_POLICY));
    }
  }

  private List<String> arns(AccountId account, Input input) {
    List<String> arns =
        input.policyArns().orElse(List.of()).stream().flatMap(it -> it.arn().stream()).toList();
    if (arns.size() > MOST_POLICIES) {
      throw new PackedPolicyTooLarge(
          "A session has at most %d managed policies.".formatted(MOST_POLICIES));
    }
    for (String arn : arns) {
      if (policies.find(account, arn).managed().isEmpty()) {
        throw new MalformedPolicyDocument("The policy %s does not exist.".formatted(arn));
      }
    }
    return arns;
  }

  private static Set<String> transitive(Input input) {
    Set<String> keys = new HashSet<>();
    for (String key : input.transitiveTagKeys().orElse(List.of())) {
      if (input.tags().orElse(List.of()).stream().noneMatch(it -> it.key().equals(key))) {
        throw new InvalidParameterValue(
            "The specified transitive tag key must be included in the requested tags.");
      }
      keys.add(key);
    }
    return keys;
  }

  private static void inherit(Session before, Map<String, String> tags, Set<String> transitive) {
    for (String key : before.transitive()) {
      if (tags.keySet().stream().anyMatch(key::equalsIgnoreCase)) {
        throw new InvalidParameterValue(
            "One of the specified transitive tag keys can't be set because it conflicts with a"
                + " transitive tag key from the calling session: "
                + key.toLowerCase(Locale.ROOT));
      }
      tags.put(key, before.tags().getOrDefault(key, ""));
      transitive.add(key);
    }
  }
}
