package dev.keyturn.access;

/// A text is no policy document. The message says why and where; it never repeats more of the text
/// than the word that is wrong.
public final class MalformedPolicy extends Exception {
  private static final long serialVersionUID = 1;

  private final Fault fault;
  private final Position at;

  /// What kind of thing is wrong: services have texts of their own for principals.
  public enum Fault {
    SYNTAX,
    /// A principal that there cannot be.
    PRINCIPAL,
    /// A service principal that is no name of a service.
    SERVICE_PRINCIPAL
  }

  MalformedPolicy(Fault fault, String reason, Position at) {
    super(reason + " (" + at + ")", null, false, false);
    this.fault = fault;
    this.at = at;
  }

  static MalformedPolicy syntax(String reason, Position at) {
    return new MalformedPolicy(Fault.SYNTAX, reason, at);
  }

  /// The reason with its position, never absent.
  public String text() {
    return String.valueOf(getMessage());
  }

  public Fault fault() {
    return fault;
  }

  /// Where in the text.
  public Position at() {
    return at;
  }
}
