package dev.keyturn.function;

import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.key.SecretValue;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// One call of a user's function.
///
/// @param requestId AWS's request id, a UUID
/// @param invokedAs the ARN as it was called, with the qualifier if there was one
/// @param event JSON; secret, because a rotation's event holds its RotationToken
/// @param clientContext JSON that the caller sent along, decoded
/// @param scope the rotation that it serves: the function's credentials may then touch no other
///   secrets; empty when somebody else called it
/// @param answered done when nobody needs the memory of the answer any more; empty when nobody is
///   to see it, so that a large one is not kept
public record Invocation(
    String requestId,
    Arn invokedAs,
    SecretValue event,
    Optional<String> clientContext,
    Optional<RotationScope> scope,
    Optional<CompletionStage<Void>> answered) {}
