/// Log groups and streams: what users' functions print, and the part of CloudWatch Logs' API that
/// reads it.
@NullMarked
package dev.keyturn.logs;

import org.jspecify.annotations.NullMarked;
