/// The store port: versioned documents, all-or-nothing conditional commits, due claims with a
/// lease.
@NullMarked
package dev.keyturn.store;

import org.jspecify.annotations.NullMarked;
