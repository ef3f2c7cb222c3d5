/// The commands that are clients of a running server.
@NullMarked
package dev.keyturn.server.cli;

import org.jspecify.annotations.NullMarked;
