/// What was done, by whom, in CloudTrail's record shape.
@NullMarked
package dev.keyturn.audit;

import org.jspecify.annotations.NullMarked;
