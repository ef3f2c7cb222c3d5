/// When a rotation may start. Pure: an instant in, an instant out.
@NullMarked
package dev.keyturn.schedule;

import org.jspecify.annotations.NullMarked;
