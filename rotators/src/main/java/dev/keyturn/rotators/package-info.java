/// The built-in rotation functions, under AWS's template names.
@NullMarked
package dev.keyturn.rotators;

import org.jspecify.annotations.NullMarked;
