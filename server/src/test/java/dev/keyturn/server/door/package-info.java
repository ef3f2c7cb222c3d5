/// Who gets in, and who does not: a whole server, its accounts and users, and requests byte by
/// byte.
@NullMarked
package dev.keyturn.server.door;

import org.jspecify.annotations.NullMarked;
