/// AWS's protocols: from an HTTP request to an operation's input record, and from its result back.
@NullMarked
package dev.keyturn.server.wire;

import org.jspecify.annotations.NullMarked;
