/// The settings of the program and where each may come from.
@NullMarked
package dev.keyturn.server.config;

import org.jspecify.annotations.NullMarked;
