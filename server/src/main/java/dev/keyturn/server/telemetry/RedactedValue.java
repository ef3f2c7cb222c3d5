package dev.keyturn.server.telemetry;

import net.logstash.logback.mask.ValueMasker;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamContext;

/// Masks in JSON log lines.
public final class RedactedValue implements ValueMasker {
  @Override
  public @Nullable Object mask(TokenStreamContext context, @Nullable Object value) {
    if (value instanceof CharSequence text) {
      String masked = Redaction.of(text.toString());
      return masked.contentEquals(text) ? null : masked;
    }
    return null;
  }
}
