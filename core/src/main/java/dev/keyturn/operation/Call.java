package dev.keyturn.operation;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Region;
import java.time.Instant;

/// One request to an operation, once its caller is known.
///
/// @param at when the server took it; operations take the time from here
public record Call(Caller caller, String requestId, Instant at) {

  public AccountId account() {
    return caller.account();
  }

  public Region region() {
    return caller.region();
  }
}
