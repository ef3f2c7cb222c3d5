package dev.keyturn.server.config;

/// The configuration cannot be used. The text names the setting, the cause and the next step, and
/// holds no secret.
public final class SettingsRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SettingsRefused(String message) {
    super(message, null, false, false);
  }
}
