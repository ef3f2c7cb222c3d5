package dev.keyturn.server;

import dev.keyturn.access.Authorizer;
import dev.keyturn.iam.AccessKeyUses;
import dev.keyturn.iam.AccessKeys;
import dev.keyturn.iam.InstanceSessions;
import dev.keyturn.iam.SessionTokens;
import dev.keyturn.key.MasterKey;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Runner;
import dev.keyturn.server.audit.FileAuditLog;
import dev.keyturn.server.telemetry.Metrics;
import dev.keyturn.store.Store;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;

/// What all services stand on.
///
/// @param self where the server listens, once it does
record Foundation(
    Store store,
    MasterKey master,
    FileAuditLog audit,
    Metrics metrics,
    Callers callers,
    Authorizer authorizer,
    Runner runner,
    SecureRandom random,
    InstantSource clock,
    Supplier<InetSocketAddress> self) {

  /// Whose signatures count.
  record Callers(
      AccessKeys keys, SessionTokens sessions, InstanceSessions instances, AccessKeyUses uses) {}

  Rights rights() {
    return new Rights(authorizer);
  }

  PageTokens pages() {
    return new PageTokens(master.derive("page tokens"));
  }
}
