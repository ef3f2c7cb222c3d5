/// Secrets: immutable versions, and labels that point at them.
@NullMarked
package dev.keyturn.secret;

import org.jspecify.annotations.NullMarked;
