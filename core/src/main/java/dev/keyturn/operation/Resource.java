package dev.keyturn.operation;

/// What an operation acts on, found before it is authorized and handed to its handler, so that it
/// is looked up once.
public interface Resource {

  /// The ARN that is authorized and audited, or `*` for operations on no resource in particular.
  String arn();

  /// For operations that mean no resource in particular.
  record Any() implements Resource {
    @Override
    public String arn() {
      return "*";
    }
  }

  Any ANY = new Any();
}
