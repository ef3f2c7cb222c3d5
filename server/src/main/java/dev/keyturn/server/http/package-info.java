/// The listener: the only package that knows the HTTP library.
@NullMarked
package dev.keyturn.server.http;

import org.jspecify.annotations.NullMarked;
