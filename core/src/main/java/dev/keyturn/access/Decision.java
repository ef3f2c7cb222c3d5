package dev.keyturn.access;

/// Whether something may be done, and why.
public sealed interface Decision {

  /// What allowed or denied it, or what was missing: for the audit record and for simulations, and
  /// for nobody else.
  String reason();

  /// It may.
  record Allowed(String reason) implements Decision {}

  /// It may not. `cause` is as much of the reason as the caller is told.
  record Denied(Cause cause, String reason) implements Decision {

    /// No identity-based policy allows it.
    public Denied(String reason) {
      this(new Cause(Layer.IDENTITY, false), reason);
    }
  }

  /// Which kind of policy denied something.
  ///
  /// @param explicit whether a statement denied it; if not, none allowed it
  record Cause(Layer layer, boolean explicit) {

    /// The end of AWS's sentence that begins with `User: ... is not authorized to perform: ...`.
    public String text(String action) {
      return explicit
          ? "with an explicit deny in " + layer.article + " " + layer.noun
          : "because no " + layer.noun + " allows the " + action + " action";
    }
  }

  /// The kinds of policies.
  enum Layer {
    IDENTITY("an", "identity-based policy"),
    RESOURCE("a", "resource-based policy"),
    BOUNDARY("a", "permissions boundary"),
    SESSION("a", "session policy");

    private final String article;
    private final String noun;

    Layer(String article, String noun) {
      this.article = article;
      this.noun = noun;
    }

    /// In AWS's words.
    public String noun() {
      return noun;
    }
  }
}
