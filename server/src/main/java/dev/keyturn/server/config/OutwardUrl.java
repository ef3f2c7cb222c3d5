package dev.keyturn.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// The URL of something that this server calls.
public final class OutwardUrl {
  /// For texts, which do not show the URL: what stands in one may be secret.
  public static final String RULE = "https, or http to this machine, without a user name";

  private OutwardUrl() {}

  /// The URL, if it keeps the [#RULE].
  public static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text)).filter(OutwardUrl::keepsTheRule);
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static boolean keepsTheRule(URI url) {
    String host = Optional.ofNullable(url.getHost()).orElse("");
    boolean clear = "http".equals(url.getScheme()) && host.matches("localhost|127[.0-9]+|\\[::1]");
    return !host.isEmpty()
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null
        && (clear || "https".equals(url.getScheme()));
  }
}
