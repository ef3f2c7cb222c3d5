package dev.keyturn.iam;

import java.time.Instant;
import java.util.Optional;

/// All credentials that may sign requests: access keys that last, and those of sessions.
/// Thread-safe.
public final class Credentials implements CredentialSource {
  private final AccessKeys keys;
  private final SessionTokens sessions;
  private final AccessKeyUses uses;

  public Credentials(AccessKeys keys, SessionTokens sessions, AccessKeyUses uses) {
    this.keys = keys;
    this.sessions = sessions;
    this.uses = uses;
  }

  @Override
  public Optional<Credential> find(String accessKeyId, Optional<String> sessionToken) {
    return sessionToken.isPresent()
        ? sessions.find(accessKeyId, sessionToken.get())
        : keys.find(accessKeyId);
  }

  @Override
  public void noteUse(String accessKeyId, Instant at, String service, String region) {
    if (accessKeyId.startsWith("AKIA")) {
      uses.note(accessKeyId, at, service, region);
    }
  }
}
