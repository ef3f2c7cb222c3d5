/// The public contract between the rotation engine and a rotation function.
@NullMarked
package dev.keyturn.function;

import org.jspecify.annotations.NullMarked;
