/// Identities and their access keys.
@NullMarked
package dev.keyturn.iam;

import org.jspecify.annotations.NullMarked;
