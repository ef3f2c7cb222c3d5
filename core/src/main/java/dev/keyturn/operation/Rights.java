package dev.keyturn.operation;

import dev.keyturn.access.Authorizer;
import dev.keyturn.access.Context;
import dev.keyturn.access.Decision;
import dev.keyturn.access.Decision.Denied;
import dev.keyturn.access.Guarded;
import dev.keyturn.operation.Refusal.AccessDenied;

/// Asks the authorizer on behalf of a call, for what an operation needs beside its own action: also
/// how things would stand after a change. Thread-safe.
public final class Rights {
  private final Authorizer authorizer;

  public Rights(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /// Whether the caller may do that to a resource.
  public boolean allow(Call call, String action, Guarded resource) {
    return allow(call, action, resource, resource.context());
  }

  /// The same for a request that has these condition keys.
  public boolean allow(Call call, String action, Guarded resource, Context context) {
    return decide(call, action, resource, context) instanceof Decision.Allowed;
  }

  /// Refuses unless the caller may do that to a resource.
  public void require(Call call, String action, Guarded resource) {
    require(call, action, resource, resource.context());
  }

  /// The same for a request that has these condition keys.
  void require(Call call, String action, Guarded resource, Context context) {
    if (decide(call, action, resource, context) instanceof Denied denied) {
      throw refusal(call, action, resource.arn(), denied);
    }
  }

  private Decision decide(Call call, String action, Guarded resource, Context context) {
    return authorizer.decide(
        new Authorizer.Request(call.caller(), call.at(), action, resource, context));
  }

  /// A denial in AWS's words. It tells what kind of policy denied, and no more.
  private static AccessDenied refusal(Call call, String action, String resource, Denied denied) {
    return new AccessDenied(
        "User: %s is not authorized to perform: %s on resource: %s %s"
            .formatted(
                call.caller().principal().arn(), action, resource, denied.cause().text(action)),
        denied.reason());
  }
}
