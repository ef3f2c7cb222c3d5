package dev.keyturn.server.runtime;

import java.net.InetSocketAddress;
import java.util.Optional;

/// Which addresses a function may be connected to, whatever its egress list names.
@FunctionalInterface
public interface EgressGuard {
  /// Why the address may not be connected to; empty when it may.
  Optional<String> refusal(InetSocketAddress target);
}
