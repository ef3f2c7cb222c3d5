package dev.keyturn.audit;

import dev.keyturn.identity.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Something that was attempted or done, with the members of a CloudTrail record. It holds no
/// secret material: sensitive members of requests are left out before it is made.
///
/// @param phase whether this is the only record of a read, or the attempt or the result of a write
/// @param parameters ids and options of the request, under AWS's camelCase names
/// @param response what a write made (`arn`, `name`, `versionId`); empty for reads
/// @param additional Keyturn's explanations, such as why access was denied
public record AuditEvent(
    String id,
    Instant time,
    Phase phase,
    Type type,
    String source,
    String name,
    Caller caller,
    String requestId,
    boolean readOnly,
    List<String> resources,
    Map<String, Object> parameters,
    Map<String, Object> response,
    Optional<Failure> failure,
    Map<String, Object> additional) {

  public AuditEvent {
    resources = List.copyOf(resources);
    parameters = Map.copyOf(parameters);
    response = Map.copyOf(response);
    additional = Map.copyOf(additional);
  }

  /// Which half of an operation a record tells of.
  public enum Phase {
    ONLY,
    ATTEMPT,
    RESULT
  }

  /// CloudTrail's `eventType`.
  public enum Type {
    /// A caller's request.
    API_CALL,
    /// Something that the service did by itself, such as a step of a rotation.
    SERVICE_EVENT
  }

  /// Why it failed: AWS's code and the text that the caller saw.
  public record Failure(String code, String message) {}
}
