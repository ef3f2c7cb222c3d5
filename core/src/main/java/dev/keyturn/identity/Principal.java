package dev.keyturn.identity;

/// Somebody who can be authorized. `id` is the stable unique id (`AIDA…`, `AROA…:session`, or the
/// account's number for its administrator), which a re-created name does not inherit.
public record Principal(Kind kind, AccountId account, Arn arn, String id) {

  /// What stands behind a principal, in CloudTrail's terms.
  public enum Kind {
    /// The account's administrator.
    ROOT,
    USER,
    ROLE_SESSION,
    /// Keyturn itself, for what it does unasked: scheduled rotations, purges.
    SERVICE
  }

  /// The same principal under another name.
  public Principal at(Arn now) {
    return new Principal(kind, account, now, id);
  }

  /// The administrator of an account, whom identity policies do not limit.
  public static Principal administrator(AccountId account) {
    return new Principal(Kind.ROOT, account, Arn.global("iam", account, "root"), account.value());
  }

  /// The service acting by itself in an account.
  public static Principal service(AccountId account) {
    return new Principal(
        Kind.SERVICE,
        account,
        Arn.global("iam", account, "service/keyturn"),
        "secretsmanager.amazonaws.com");
  }

  /// The session in which a built-in function runs one rotation.
  public static Principal functionSession(AccountId account, String functionName, String session) {
    return new Principal(
        Kind.ROLE_SESSION,
        account,
        Arn.global("sts", account, "assumed-role/" + functionName + "/" + session),
        "AROAKEYTURN" + functionName.toUpperCase(java.util.Locale.ROOT) + ":" + session);
  }
}
