/// The rotation engine: claims, invokes, commits. The only package of core with effects outside the
/// store.
@NullMarked
package dev.keyturn.engine;

import org.jspecify.annotations.NullMarked;
