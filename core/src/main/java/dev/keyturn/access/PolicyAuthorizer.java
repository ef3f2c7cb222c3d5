package dev.keyturn.access;

import dev.keyturn.access.Decision.Allowed;
import dev.keyturn.access.Decision.Cause;
import dev.keyturn.access.Decision.Denied;
import dev.keyturn.access.Decision.Layer;
import dev.keyturn.access.Evaluation.ResourceSide;
import dev.keyturn.identity.Arn;
import java.util.Optional;
import java.util.Set;

/// Who may do what: the policies decide, of the caller and of the resource. An account's
/// administrator may do everything in it that the resource's own policy does not deny; a built-in
/// function's session may do what its rotation needs and nothing else; a user's own function may do
/// in a rotation what its role may, but for other secrets.
public final class PolicyAuthorizer implements Authorizer {
  /// What no policy has a say in: the first tells nothing that a refusal would not, the second
  /// gives nothing that its caller has not.
  private static final Set<String> FREE = Set.of("sts:GetCallerIdentity", "sts:GetSessionToken");

  private final PolicySource source;

  public PolicyAuthorizer(PolicySource source) {
    this.source = source;
  }

  @Override
  public Decision decide(Request request) {
    if (FREE.contains(request.action())) {
      return new Allowed("everybody may ask who they are");
    }
    if (request.caller().rotation().isPresent()) {
      return isInOwnAccount(request)
          ? FunctionSessions.decide(request, request.caller().rotation().get())
          : foreign();
    }
    return RotationNarrowing.of(request).orElseGet(() -> judged(request));
  }

  private Decision judged(Request request) {
    return switch (request.caller().principal().kind()) {
      case SERVICE ->
          isInOwnAccount(request) ? new Allowed("the service acts by itself") : foreign();
      case ROOT -> administrator(request);
      case USER, ROLE_SESSION -> evaluate(request, source.of(request.caller()));
    };
  }

  private static Decision administrator(Request request) {
    if (isInOwnAccount(request)) {
      // There is nobody else to turn to when a policy locks everybody out.
      if (request.action().endsWith(":DeleteResourcePolicy")) {
        return new Allowed("the account's administrator may always take a policy off");
      }
      if (request.resource().resourcePolicy().isEmpty() && !request.resource().needsPolicy()) {
        return new Allowed("the account's administrator may do everything in it");
      }
    }
    return evaluate(request, CallerPolicies.NONE);
  }

  private static Decision evaluate(Request request, CallerPolicies caller) {
    Guarded resource = request.resource();
    Question question =
        new Question(
            request.caller().principal(),
            caller.role(),
            request.action(),
            resource.arn(),
            new RequestContext(request, caller));
    Optional<NamedPolicy> policy =
        resource.resourcePolicy().map(it -> new NamedPolicy("the resource's policy", it));
    return new Evaluation(question, caller, new ResourceSide(policy, resource.needsPolicy()))
        .decide();
  }

  private static boolean isInOwnAccount(Request request) {
    String resource = request.resource().arn();
    return !resource.startsWith("arn:")
        || Arn.accountIn(resource).filter(request.caller().account().value()::equals).isPresent();
  }

  private static Denied foreign() {
    return new Denied(new Cause(Layer.RESOURCE, false), "the resource belongs to another account");
  }
}
