/// The composition root: configuration, start and stop.
@NullMarked
package dev.keyturn.server;

import org.jspecify.annotations.NullMarked;
