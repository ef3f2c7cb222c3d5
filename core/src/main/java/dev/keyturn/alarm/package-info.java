/// What somebody has to be told of: conditions of rotations and targets, each told once when it
/// begins and once when it ends, whatever happens to the process meanwhile.
@NullMarked
package dev.keyturn.alarm;

import org.jspecify.annotations.NullMarked;
