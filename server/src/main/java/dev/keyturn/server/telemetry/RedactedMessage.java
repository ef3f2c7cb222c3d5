package dev.keyturn.server.telemetry;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/// `%redacted`: a log line's message without what looks like a secret.
public final class RedactedMessage extends MessageConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return Redaction.of(String.valueOf(super.convert(event)));
  }
}
