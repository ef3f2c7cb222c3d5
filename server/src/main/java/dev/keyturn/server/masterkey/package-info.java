/// Where the master key comes from, and the proof that it is the one of this store.
@NullMarked
package dev.keyturn.server.masterkey;

import org.jspecify.annotations.NullMarked;
