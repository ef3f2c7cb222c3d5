package dev.keyturn.operation;

/// A part of a request that comes in thousands and says nothing of who did what: audit records
/// leave it out.
public interface Bulk {}
