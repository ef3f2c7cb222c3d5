package dev.keyturn.iam;

import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Session;
import dev.keyturn.key.AesKey;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import dev.keyturn.key.SecretValue;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Gives out the credentials of sessions, and recognizes them, on every node and after a restart,
/// without a document: the token says what the session is, sealed under a key of its own that comes
/// from the master key and the id of the access key, and the secret access key comes from them in
/// the same way. A session ends when it expires, or when its user or role is deleted; a user under
/// another name keeps it. Thread-safe.
public final class SessionTokens {
  private static final byte[] CONTEXT = "keyturn:session".getBytes(StandardCharsets.UTF_8);

  /// 30 bytes are the 40 characters of a secret access key.
  private static final int SECRET_BYTES = 30;

  private final MasterKey master;
  private final Ids ids;
  private final Entities<User> users;
  private final Entities<Role> roles;
  private final ConcurrentHashMap<String, Opened> opened = new ConcurrentHashMap<>();
  private final CharacterBudget budget = new CharacterBudget(4_000_000);

  /// A token that was opened once.
  private record Opened(int tokenHash, SecretValue token, Credential credential) {
    boolean isOf(String other) {
      return tokenHash == other.hashCode() && token.equals(SecretValue.ofString(other));
    }
  }

  /// Credentials that were given out.
  ///
  /// @param token goes with each request that the key signs
  public record Given(Credential credential, String token) {
    @Override
    public String toString() {
      return "Given[" + credential.accessKeyId() + ", redacted]";
    }
  }

  public SessionTokens(Store store, MasterKey master, java.util.random.RandomGenerator random) {
    this.master = master;
    this.ids = new Ids(random);
    this.users = new Entities<>(store, Sort.USER);
    this.roles = new Entities<>(store, Sort.ROLE);
  }

  /// Credentials for a new session.
  Given give(Principal principal, Session session) {
    String accessKeyId = ids.accessKey("ASIA");
    byte[] text =
        Json.write(SessionDocument.of(principal, session)).getBytes(StandardCharsets.UTF_8);
    try (AesKey key = key(accessKeyId)) {
      String token = Base64.getEncoder().encodeToString(key.seal(text, CONTEXT));
      return new Given(Credential.of(session, accessKeyId, secret(accessKeyId), principal), token);
    }
  }

  /// The credential that an access key and its token are; empty when they were not given out
  /// together, or when whom they stand for is gone.
  Optional<Credential> find(String accessKeyId, String token) {
    Opened known = opened.get(accessKeyId);
    Optional<Credential> credential =
        known != null && known.isOf(token)
            ? Optional.of(known.credential)
            : open(accessKeyId, token);
    return credential.flatMap(it -> current(it.principal()).map(it::standingFor));
  }

  private Optional<Credential> open(String accessKeyId, String token) {
    try (AesKey key = key(accessKeyId)) {
      byte[] text = key.open(Base64.getDecoder().decode(token), CONTEXT);
      SessionDocument document =
          Json.read(new String(text, StandardCharsets.UTF_8), SessionDocument.class);
      Credential credential =
          Credential.of(document.session(), accessKeyId, secret(accessKeyId), document.principal());
      if (budget.isExceededBy(token.length())) {
        opened.clear();
      }
      opened.put(
          accessKeyId, new Opened(token.hashCode(), SecretValue.ofString(token), credential));
      return Optional.of(credential);
    } catch (KeyUnusable | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// The principal as it is now: a user may have got another name since; empty when it is gone.
  private Optional<Principal> current(Principal principal) {
    return switch (principal.kind()) {
      case USER ->
          users.byId(principal.account(), principal.id()).map(it -> principal.at(it.arn()));
      case ROLE_SESSION ->
          Optional.of(principal).filter(it -> roles.exists(it.account(), roleId(it)));
      case ROOT, SERVICE -> Optional.of(principal);
    };
  }

  /// The unique id of the role whose session it is.
  static String roleId(Principal session) {
    int colon = session.id().indexOf(':');
    return colon < 0 ? session.id() : session.id().substring(0, colon);
  }

  private AesKey key(String accessKeyId) {
    byte[] bytes = master.derive("session token " + accessKeyId);
    try {
      return AesKey.of(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private SecretValue secret(String accessKeyId) {
    byte[] bytes = master.derive("session secret " + accessKeyId);
    byte[] text = Base64.getEncoder().encode(Arrays.copyOf(bytes, SECRET_BYTES));
    try {
      return SecretValue.ofUtf8(text);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text, (byte) 0);
    }
  }
}
