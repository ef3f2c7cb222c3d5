/// Keys that wrap data keys.
@NullMarked
package dev.keyturn.kms;

import org.jspecify.annotations.NullMarked;
