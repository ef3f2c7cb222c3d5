package dev.keyturn.server.runtime;

import dev.keyturn.identity.AccountId;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/// Where a function runs that does not run here.
///
/// @param account the only account that it exists in; empty: in every
/// @param limit how long it works at most: it promises not to act later
/// @param tls whose certificates are trusted
/// @param addresses why an address may not be connected to; empty when it may
public record RemotePlace(
    URI url,
    Optional<AccountId> account,
    Duration limit,
    CallSigner signer,
    Supplier<SSLContext> tls,
    AddressCheck addresses) {

  /// Signs a call, so that the place knows who calls.
  @FunctionalInterface
  public interface CallSigner {
    /// All headers to send but Host and Content-Length.
    Map<String, String> headers(URI url, byte[] body, Instant now);
  }

  /// Judges the address that a name leads to.
  @FunctionalInterface
  public interface AddressCheck {
    Optional<String> refusal(InetSocketAddress address);
  }

  /// As people know it: what else is in the URL may be a secret.
  String shown() {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  int port() {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return url.getScheme().equals("https") ? 443 : 80;
  }
}
