package dev.keyturn.server.telemetry;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/// `%redactedThrowable`: a stack trace without what looks like a secret in its messages.
public final class RedactedThrowable extends ThrowableProxyConverter {
  @Override
  protected String throwableProxyToString(IThrowableProxy throwable) {
    return Redaction.of(super.throwableProxyToString(throwable));
  }
}
