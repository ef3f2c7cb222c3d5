/// Tells alarms to a webhook of the operator's.
@NullMarked
package dev.keyturn.server.alarm;

import org.jspecify.annotations.NullMarked;
