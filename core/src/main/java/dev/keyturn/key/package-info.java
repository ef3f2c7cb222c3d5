/// Secret material and the ports that protect it.
@NullMarked
package dev.keyturn.key;

import org.jspecify.annotations.NullMarked;
