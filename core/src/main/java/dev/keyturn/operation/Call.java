package dev.keyturn.operation;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Region;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// One request to an operation, once its caller is known.
///
/// @param at when the server took it; operations take the time from here
/// @param answered done when nobody needs the memory of its answer any more
public record Call(Caller caller, String requestId, Instant at, CompletionStage<Void> answered) {

  /// A call from within, whose answer goes nowhere.
  public Call(Caller caller, String requestId, Instant at) {
    this(caller, requestId, at, CompletableFuture.completedStage(null));
  }

  public AccountId account() {
    return caller.account();
  }

  public Region region() {
    return caller.region();
  }
}
