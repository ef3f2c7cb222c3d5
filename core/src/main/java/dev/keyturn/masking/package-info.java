/// Finds the values of secrets in texts, by fingerprints, without holding them.
@NullMarked
package dev.keyturn.masking;

import org.jspecify.annotations.NullMarked;
