/// Where rotation functions run.
@NullMarked
package dev.keyturn.server.runtime;

import org.jspecify.annotations.NullMarked;
