package dev.keyturn.access;

import dev.keyturn.access.Decision.Allowed;
import dev.keyturn.access.Decision.Cause;
import dev.keyturn.access.Decision.Denied;
import dev.keyturn.access.Decision.Layer;
import dev.keyturn.access.Principals.Grant;
import dev.keyturn.identity.Principal.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers one question by the policies that have a say in it. Pure: for requests and for
/// simulations alike.
///
/// An explicit Deny anywhere wins. Within an account, the resource's policy can allow by itself:
/// without limit whom it names in person, within boundary and session policies a role or everybody.
/// Else boundary, session policies and identity policies must all allow. Across accounts the
/// resource's policy must allow, too.
public final class Evaluation {
  private final Question question;
  private final CallerPolicies caller;
  private final @Nullable NamedPolicy resource;
  private final boolean resourceDecides;

  /// What a resource itself says.
  ///
  /// @param decides whether nobody gets in whom the policy does not name, not even in the account:
  ///   so it is with the trust policies of roles
  public record ResourceSide(Optional<NamedPolicy> policy, boolean decides) {
    public static final ResourceSide NONE = new ResourceSide(Optional.empty(), false);
  }

  /// A statement that applies to the question.
  public record Match(Layer layer, NamedPolicy policy, Statement statement) {
    String text() {
      return "statement " + statement.name() + " of " + policy.name();
    }
  }

  public Evaluation(Question question, CallerPolicies caller, ResourceSide resource) {
    this.question = question;
    this.caller = caller;
    this.resource = resource.policy.orElse(null);
    this.resourceDecides = resource.decides;
  }

  /// The decision, which explains itself.
  public Decision decide() {
    Match denying = denying();
    if (denying != null) {
      return new Denied(new Cause(denying.layer, true), denying.text() + " denies it");
    }
    Grant grant = grant();
    boolean own = question.isInOwnAccount();
    if (grant == Grant.NOT && (resourceDecides || !own)) {
      return missing(Layer.RESOURCE, resource == null ? List.of() : List.of(resource));
    }
    if (own && grant == Grant.DIRECT) {
      return new Allowed("the resource's policy names the principal");
    }
    return limit().orElseGet(() -> identity(own && grant == Grant.LIMITED));
  }

  private Optional<Decision> limit() {
    List<NamedPolicy> boundary = caller.boundary().map(List::of).orElse(List.of());
    if (!boundary.isEmpty() && allowing(Layer.BOUNDARY, boundary) == null) {
      return Optional.of(missing(Layer.BOUNDARY, boundary));
    }
    if (!caller.session().isEmpty() && allowing(Layer.SESSION, caller.session()) == null) {
      return Optional.of(missing(Layer.SESSION, caller.session()));
    }
    return Optional.empty();
  }

  private Decision identity(boolean allowedByResource) {
    if (question.principal().kind() == Kind.ROOT) {
      return new Allowed("identity policies do not limit the account's administrator");
    }
    Match allowing = allowing(Layer.IDENTITY, caller.identity());
    if (allowing != null) {
      return new Allowed(allowing.text() + " allows it");
    }
    return allowedByResource
        ? new Allowed("the resource's policy names the role, or everybody")
        : missing(Layer.IDENTITY, caller.identity());
  }

  private @Nullable Match denying() {
    Match match = first(Layer.IDENTITY, caller.identity(), false);
    if (match == null && resource != null) {
      match = first(Layer.RESOURCE, List.of(resource), false);
    }
    if (match == null && caller.boundary().isPresent()) {
      match = first(Layer.BOUNDARY, List.of(caller.boundary().get()), false);
    }
    return match == null ? first(Layer.SESSION, caller.session(), false) : match;
  }

  private @Nullable Match allowing(Layer layer, List<NamedPolicy> policies) {
    return first(layer, policies, true);
  }

  private @Nullable Match first(Layer layer, List<NamedPolicy> policies, boolean allow) {
    for (NamedPolicy named : policies) {
      for (Statement statement : relevant(named, allow)) {
        if (applies(named.policy(), statement)) {
          return new Match(layer, named, statement);
        }
      }
    }
    return null;
  }

  private Statement[] relevant(NamedPolicy named, boolean allow) {
    return named.policy().relevant(question.smallAction()).of(allow);
  }

  private boolean applies(Policy policy, Statement statement) {
    return statement.applies(question) && policy.grant(statement, question) != Grant.NOT;
  }

  /// The strongest way in which the resource's policy allows it.
  private Grant grant() {
    Grant strongest = Grant.NOT;
    if (resource != null) {
      for (Statement statement : relevant(resource, true)) {
        if (statement.applies(question)) {
          Grant grant = resource.policy().grant(statement, question);
          strongest = grant.compareTo(strongest) > 0 ? grant : strongest;
        }
      }
    }
    return strongest;
  }

  private Denied missing(Layer layer, List<NamedPolicy> policies) {
    return new Denied(new Cause(layer, false), new NearMiss(question).explain(layer, policies));
  }

  /// Every statement that applies, of whatever effect.
  public List<Match> matches() {
    List<Match> matches = new ArrayList<>();
    addMatches(matches, Layer.IDENTITY, caller.identity());
    addMatches(matches, Layer.RESOURCE, resource == null ? List.of() : List.of(resource));
    addMatches(matches, Layer.BOUNDARY, caller.boundary().map(List::of).orElse(List.of()));
    addMatches(matches, Layer.SESSION, caller.session());
    return matches;
  }

  private void addMatches(List<Match> matches, Layer layer, List<NamedPolicy> policies) {
    for (NamedPolicy named : policies) {
      for (Statement statement : named.policy().statements()) {
        if (statement.namesAction(question.smallAction()) && applies(named.policy(), statement)) {
          matches.add(new Match(layer, named, statement));
        }
      }
    }
  }

  /// The condition keys that any of the policies asks for and the request lacks.
  public SortedSet<String> missingKeys() {
    SortedSet<String> keys = new TreeSet<>();
    List<NamedPolicy> all = new ArrayList<>(caller.identity());
    caller.boundary().ifPresent(all::add);
    all.addAll(caller.session());
    if (resource != null) {
      all.add(resource);
    }
    all.forEach(named -> keys.addAll(named.policy().contextKeys()));
    keys.removeIf(key -> !question.answers().values(key).isEmpty());
    return keys;
  }
}
