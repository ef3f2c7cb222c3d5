/// A rotation as a pure, resumable state machine.
@NullMarked
package dev.keyturn.rotation;

import org.jspecify.annotations.NullMarked;
