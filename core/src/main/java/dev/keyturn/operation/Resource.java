package dev.keyturn.operation;

import dev.keyturn.access.Guarded;

/// What an operation acts on, found before it is authorized and handed to its handler, so that it
/// is looked up once.
public interface Resource extends Guarded {

  /// For operations that mean no resource in particular.
  record Any() implements Resource {
    @Override
    public String arn() {
      return "*";
    }
  }

  Any ANY = new Any();
}
