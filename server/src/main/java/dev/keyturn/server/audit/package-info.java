/// The audit log as a file, in CloudTrail's record shape.
@NullMarked
package dev.keyturn.server.audit;

import org.jspecify.annotations.NullMarked;
