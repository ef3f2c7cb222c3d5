package dev.keyturn.secret;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Rights;
import java.util.List;

/// Keeps callers whose rights hang on a secret's tags from tagging them away: what they may do with
/// the secret before a change of its tags, they must be allowed after it.
final class TagGuard {
  private static final List<String> KEPT =
      List.of(
          "secretsmanager:TagResource",
          "secretsmanager:UntagResource",
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetSecretValue");

  private final Rights rights;

  TagGuard(Rights rights) {
    this.rights = rights;
  }

  /// Refuses when the caller would lose a right on the secret.
  void require(Call call, Stored before, Secret after) {
    Stored changed = before.as(after);
    for (String action : KEPT) {
      if (rights.allow(call, action, before) && !rights.allow(call, action, changed)) {
        throw new AccessDenied(
            "User: %s can't change the tags of %s: without them the user would no longer be authorized to perform: %s"
                .formatted(call.caller().principal().arn(), before.arn(), action));
      }
    }
  }
}
