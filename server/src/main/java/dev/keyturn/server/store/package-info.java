/// The store port on SQL: one store, a dialect per database.
@NullMarked
package dev.keyturn.server.store;

import org.jspecify.annotations.NullMarked;
