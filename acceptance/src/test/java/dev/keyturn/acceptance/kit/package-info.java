/// What the acceptance tests share: the packaged program as a process, a real database, the clients
/// that people use, and the search for secrets in what all of them leave behind.
@NullMarked
package dev.keyturn.acceptance.kit;

import org.jspecify.annotations.NullMarked;
