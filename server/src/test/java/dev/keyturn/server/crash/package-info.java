/// The crash test of rotation: a server that dies at every commit and every statement there is.
@NullMarked
package dev.keyturn.server.crash;

import org.jspecify.annotations.NullMarked;
