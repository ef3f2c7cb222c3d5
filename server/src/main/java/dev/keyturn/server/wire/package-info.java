/// AWS's protocols: from an HTTP request to an operation's input record, and from its result back.
///
/// A record's component is a member of the model with a small first letter (`ARN` becomes `arn`).
/// Of an input, required members are plain and all others `Optional`; lists and maps may be plain
/// too, and are then empty when absent. Of a result, an empty `Optional` is left out of the answer,
/// while a plain list or map is written even when it is empty. Whatever the model marks sensitive
/// is a [dev.keyturn.key.SecretValue].
@NullMarked
package dev.keyturn.server.wire;

import org.jspecify.annotations.NullMarked;
