/// The demonstration: a real PostgreSQL, a server, and a client that never stops logging in while
/// its password rotates. It uses the server as anybody does: as a program, over the wire.
@NullMarked
package dev.keyturn.quickstart;

import org.jspecify.annotations.NullMarked;
