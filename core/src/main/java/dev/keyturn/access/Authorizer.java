package dev.keyturn.access;

import dev.keyturn.identity.Caller;
import java.time.Instant;

/// Decides whether a caller may do something. Thread-safe; has no effects.
public interface Authorizer {

  /// The decision, which explains itself to the audit record.
  Decision decide(Request request);

  /// One question.
  ///
  /// @param at when the request came
  /// @param action such as `secretsmanager:GetSecretValue`
  /// @param context the condition keys of the request, such as `secretsmanager:VersionStage`; those
  ///   of the caller and of the resource are known without
  record Request(Caller caller, Instant at, String action, Guarded resource, Context context) {}
}
