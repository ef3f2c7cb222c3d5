package dev.keyturn.operation;

import dev.keyturn.operation.Refusal.InvalidNextToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes and checks the `NextToken` of listings: a position, authenticated together with the
/// listing that it belongs to, so that it serves no other listing, account or region. Needs no
/// state on the server and holds on every node. Thread-safe.
public final class PageTokens {
  private static final int TAG = 16;
  private final SecretKeySpec key;

  /// @param key 32 bytes, the same on every node
  public PageTokens(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /// The token of a position in a listing.
  ///
  /// @param listing names the operation and everything that the listing depends on
  public String issue(String listing, String position) {
    byte[] text = position.getBytes(StandardCharsets.UTF_8);
    byte[] token = Arrays.copyOf(tag(listing, text), TAG + text.length);
    System.arraycopy(text, 0, token, TAG, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /// The position in a token.
  ///
  /// @throws InvalidNextToken when the token was not issued for this listing
  public String position(String listing, String token) {
    byte[] bytes = decode(token);
    byte[] text = bytes.length < TAG ? new byte[0] : Arrays.copyOfRange(bytes, TAG, bytes.length);
    byte[] tag = Arrays.copyOf(bytes, Math.min(TAG, bytes.length));
    if (!MessageDigest.isEqual(tag, tag(listing, text))) {
      throw invalid();
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  private static byte[] decode(String token) {
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException _) {
      throw invalid();
    }
  }

  private static InvalidNextToken invalid() {
    return new InvalidNextToken("The NextToken value is invalid.");
  }

  private byte[] tag(String listing, byte[] position) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] name = listing.getBytes(StandardCharsets.UTF_8);
      mac.update((byte) (name.length >>> 8));
      mac.update((byte) name.length);
      mac.update(name);
      return Arrays.copyOf(mac.doFinal(position), TAG);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("HMAC does not work on this platform", broken);
    }
  }
}
