package dev.keyturn.server.wire;

import dev.keyturn.server.wire.Shape.Structure;
import java.util.Optional;

/// A way in which AWS's services put structures into HTTP. Thread-safe.
sealed interface Protocol permits Json11, Query, RestJson {

  /// Reads a request's input. Members that the model does not know are ignored, as AWS does.
  StructureValue decode(HttpRequest request, Structure shape) throws Rejection;

  /// Writes a result. Here, and nowhere else, secret values of an answer are revealed.
  HttpResponse answer(Done done);

  /// The error under the code and the status that the services of this protocol give it.
  WireError worded(WireError error);

  HttpResponse refuse(WireError worded, String requestId);

  /// What was done.
  ///
  /// @param result empty where the model has no output
  record Done(String operation, String requestId, Optional<StructureValue> result) {}
}
