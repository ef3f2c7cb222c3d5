/// Hashes of the passwords for the console.
@NullMarked
package dev.keyturn.server.passwords;

import org.jspecify.annotations.NullMarked;
