/// What an operator sees: metrics, health, and logs without secrets.
@NullMarked
package dev.keyturn.server.telemetry;

import org.jspecify.annotations.NullMarked;
