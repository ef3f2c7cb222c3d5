package dev.keyturn.access;

import dev.keyturn.identity.Caller;
import java.util.Map;

/// Decides whether a caller may do something. Thread-safe; has no effects.
public interface Authorizer {

  /// The decision, which explains itself to the audit record.
  Decision decide(Request request);

  /// One question.
  ///
  /// @param action such as `secretsmanager:GetSecretValue`
  /// @param resource the ARN that the operation means, or `*`
  /// @param context condition keys such as `secretsmanager:VersionStage` with their values as text
  record Request(Caller caller, String action, String resource, Map<String, String> context) {}
}
