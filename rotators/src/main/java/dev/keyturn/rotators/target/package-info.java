/// Engines: how one kind of target logs in, sets passwords, clones users and says no.
@NullMarked
package dev.keyturn.rotators.target;

import org.jspecify.annotations.NullMarked;
