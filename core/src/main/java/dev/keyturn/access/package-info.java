/// Whether a caller may do what it asks. Pure.
@NullMarked
package dev.keyturn.access;

import org.jspecify.annotations.NullMarked;
