package dev.keyturn.iam;

import java.time.Instant;
import java.util.Optional;

/// All credentials that may sign requests: access keys that last, those of sessions, and those of
/// functions' instances. Thread-safe.
public final class Credentials implements CredentialSource {
  private final AccessKeys keys;
  private final SessionTokens sessions;
  private final InstanceSessions instances;
  private final AccessKeyUses uses;

  public Credentials(
      AccessKeys keys, SessionTokens sessions, InstanceSessions instances, AccessKeyUses uses) {
    this.keys = keys;
    this.sessions = sessions;
    this.instances = instances;
    this.uses = uses;
  }

  @Override
  public Optional<Credential> find(String accessKeyId, Optional<String> sessionToken) {
    if (sessionToken.isEmpty()) {
      return keys.find(accessKeyId);
    }
    String token = sessionToken.get();
    return instances.find(accessKeyId, token).or(() -> sessions.find(accessKeyId, token));
  }

  @Override
  public void noteUse(String accessKeyId, Instant at, String service, String region) {
    if (accessKeyId.startsWith("AKIA")) {
      uses.note(accessKeyId, at, service, region);
    }
  }
}
