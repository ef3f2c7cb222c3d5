package dev.keyturn.iam;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.identity.Session;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Resource;
import java.util.Optional;

/// Credentials that expire, for a user or an administrator whose own do not. It needs no
/// permission: the session may no more than its user.
public final class GetSessionToken {
  private static final int USUAL_SECONDS = 43_200;
  private static final int LONGEST_OF_ROOT = 3_600;

  private final SessionTokens tokens;

  GetSessionToken(SessionTokens tokens) {
    this.tokens = tokens;
  }

  public record Input(Optional<Integer> durationSeconds) {}

  public record Output(Issued credentials) {}

  Operation<Input, Resource.Any, Output> row() {
    return new Operation<>(
            "GetSessionToken",
            Input.class,
            Output.class,
            READ,
            "sts:GetSessionToken",
            (_, _) -> Resource.ANY,
            this::handle)
        .without("SerialNumber", "TokenCode");
  }

  Output handle(Call call, Resource.Any none, Input input) {
    Kind kind = call.caller().principal().kind();
    if (call.caller().session().isPresent() || kind == Kind.ROLE_SESSION) {
      throw new AccessDenied("Cannot call GetSessionToken with session credentials");
    }
    int wanted = input.durationSeconds().orElse(USUAL_SECONDS);
    int seconds = kind == Kind.ROOT ? Math.min(wanted, LONGEST_OF_ROOT) : wanted;
    Session session = Session.plain(call.at(), call.at().plusSeconds(seconds));
    return new Output(Issued.of(tokens.give(call.caller().principal(), session)));
  }
}
