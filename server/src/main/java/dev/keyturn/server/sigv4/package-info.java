/// AWS Signature Version 4, the server's side of it: who signed a request, or why nobody did.
@NullMarked
package dev.keyturn.server.sigv4;

import org.jspecify.annotations.NullMarked;
