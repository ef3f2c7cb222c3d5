/// The table of operations behind every door, and the runner that authorizes and audits each of
/// them.
@NullMarked
package dev.keyturn.operation;

import org.jspecify.annotations.NullMarked;
