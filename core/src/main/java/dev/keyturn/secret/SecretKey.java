package dev.keyturn.secret;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Region;
import dev.keyturn.store.DocumentKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where the documents of one secret lie: `<account>/<region>/<name>-<suffix>` under each kind. It
/// says the same as the secret's ARN, and each is made from the other.
///
/// Not a record, because each read of a secret asks for its texts several times: they are made
/// once.
public final class SecretKey {
  /// The kind of the secrets themselves.
  static final String KIND = "secret";

  private static final int SUFFIX = 7;
  private static final String IN_ARN = "secret:";

  private final AccountId account;
  private final Region region;
  private final String resource;
  private final String text;
  private final DocumentKey secret;

  /// @param resource the name with its suffix
  public SecretKey(AccountId account, Region region, String resource) {
    this.account = account;
    this.region = region;
    this.resource = resource;
    this.text = prefix(account, region) + resource;
    this.secret = new DocumentKey(KIND, text);
  }

  /// The key of a full ARN.
  public static SecretKey of(Arn arn) {
    return new SecretKey(
        new AccountId(arn.account()),
        new Region(arn.region()),
        arn.resource().substring(IN_ARN.length()));
  }

  /// The key of a secret.
  public static SecretKey of(Secret secret) {
    return of(Arn.parse(secret.arn()).orElseThrow());
  }

  /// The key that a document of any of the secret's kinds lies under.
  public static SecretKey parse(String documentKey) {
    String[] parts = documentKey.split("/", 3);
    return new SecretKey(new AccountId(parts[0]), new Region(parts[1]), parts[2]);
  }

  public AccountId account() {
    return account;
  }

  public Region region() {
    return region;
  }

  /// The name with its suffix.
  public String resource() {
    return resource;
  }

  /// What the keys of all secrets of one account and region begin with.
  static String prefix(AccountId account, Region region) {
    return account + "/" + region + "/";
  }

  /// The full ARN.
  public Arn arn() {
    return Arn.of("secretsmanager", region, account, IN_ARN + resource);
  }

  /// The secret's name.
  public String name() {
    return resource.substring(0, resource.length() - SUFFIX);
  }

  /// The secret itself.
  public DocumentKey secret() {
    return secret;
  }

  /// The index from the name.
  DocumentKey byName() {
    return byName(account, region, name());
  }

  static DocumentKey byName(AccountId account, Region region, String name) {
    return new DocumentKey("secret-name", prefix(account, region) + name);
  }

  /// The index in the order of creation.
  DocumentKey byCreation(Instant created) {
    String order = SecretListing.sortable(created);
    return new DocumentKey("secret-created", prefix(account, region) + order + "/" + resource);
  }

  /// The state of its rotation.
  public DocumentKey rotation() {
    return new DocumentKey("rotation", text);
  }

  /// Its scheduled deletion.
  public DocumentKey purge() {
    return new DocumentKey("purge", text);
  }

  /// The sealed value of a version. The id is a token that the caller chose, and must not be able
  /// to reach into the keys of another secret.
  public String payload(String versionId) {
    return payload(text, versionId);
  }

  /// The same of the secret whose [#text()] this is.
  static String payload(String text, String versionId) {
    return text + "/" + (isPlain(versionId) ? versionId : encoded(versionId));
  }

  private static String encoded(String versionId) {
    return URLEncoder.encode(versionId, StandardCharsets.UTF_8);
  }

  /// Most are UUIDs, in which there is nothing to encode.
  private static boolean isPlain(String versionId) {
    for (int i = 0; i < versionId.length(); i++) {
      char each = versionId.charAt(i);
      boolean plain = (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '-';
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /// The common text of the keys.
  public String text() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretKey that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
