package dev.keyturn.server.wire;

import dev.keyturn.server.wire.Shape.Structure;

/// A way in which AWS's services put structures into HTTP bodies. Thread-safe.
sealed interface Protocol permits Json11 {

  String contentType();

  /// Reads a request's body. Members that the model does not know are ignored, as AWS does.
  StructureValue decode(byte[] body, Structure shape) throws Rejection;

  /// Writes a result. Here, and nowhere else, secret values of an answer are revealed.
  byte[] encode(StructureValue value);

  byte[] encode(WireError error);
}
