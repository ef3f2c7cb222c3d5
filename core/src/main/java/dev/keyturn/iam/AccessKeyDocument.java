package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.key.Context;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import dev.keyturn.key.SecretValue;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An access key as its document keeps it.
///
/// @param principalArn whom it stands for
/// @param principalId the stable id of that principal
/// @param sealedSecret the secret access key, sealed under the master key; Base64
public record AccessKeyDocument(
    String accessKeyId,
    Kind kind,
    String account,
    String principalArn,
    String principalId,
    String sealedSecret,
    boolean active,
    Instant created) {

  static DocumentKey at(String accessKeyId) {
    return new DocumentKey("access-key", accessKeyId);
  }

  static AccessKeyDocument seal(Credential credential, MasterKey master, Instant created) {
    byte[] clear = credential.secretAccessKey().revealBytes();
    try {
      byte[] sealed = master.wrap(clear, context(credential.accessKeyId()));
      Principal principal = credential.principal();
      return new AccessKeyDocument(
          credential.accessKeyId(),
          principal.kind(),
          principal.account().value(),
          principal.arn().toString(),
          principal.id(),
          Base64.getEncoder().encodeToString(sealed),
          credential.active(),
          created);
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  Credential open(MasterKey master) throws KeyUnusable {
    byte[] clear = master.unwrap(Base64.getDecoder().decode(sealedSecret), context(accessKeyId));
    try {
      Principal principal =
          new Principal(
              kind, new AccountId(account), Arn.parse(principalArn).orElseThrow(), principalId);
      return new Credential(accessKeyId, SecretValue.ofUtf8(clear), principal, active);
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  private static byte[] context(String accessKeyId) {
    return Context.of(Map.of("keyturn:access-key", accessKeyId)).bytes();
  }

  /// The key of this id, with its revision, if there is one.
  static Optional<Read> read(Store store, String accessKeyId) {
    return store
        .get(at(accessKeyId))
        .map(it -> new Read(Json.read(it.body(), AccessKeyDocument.class), it.revision()));
  }

  /// A document as it was read.
  record Read(AccessKeyDocument key, long revision) {

    /// The write that switches it on or off.
    Write switched(boolean active) {
      return key.with(key.principalArn, active).put(revision);
    }

    Write deletion() {
      return new Write.Delete(at(key.accessKeyId), revision);
    }
  }

  /// The writes that let a user's keys stand for the user under another name.
  static List<Write> moved(Store store, Stored<User> user) {
    return user.entity().accessKeys().stream()
        .flatMap(id -> read(store, id).stream())
        .map(it -> it.key.with(user.arn().toString(), it.key.active).put(it.revision))
        .toList();
  }

  /// The write that makes or replaces the document.
  Write put(long expected) {
    return Write.put(at(accessKeyId), expected, this);
  }

  /// Whether it is a key of this principal.
  boolean isOf(AccountId ofAccount, String ofPrincipal) {
    return account.equals(ofAccount.value()) && principalId.equals(ofPrincipal);
  }

  private AccessKeyDocument with(String arn, boolean isActive) {
    return new AccessKeyDocument(
        accessKeyId, kind, account, arn, principalId, sealedSecret, isActive, created);
  }
}
