package dev.keyturn.server.wire;

import dev.keyturn.server.wire.ServiceModel.ErrorShape;
import dev.keyturn.server.wire.Shape.Structure;
import java.util.Map;
import java.util.Optional;

/// AWS Query: the operation and its members in the parameters of a form or a query string, XML for
/// an answer.
final class Query implements Protocol {
  static final String CONTENT_TYPE = "application/x-www-form-urlencoded";

  /// What every service of this protocol calls the errors that are in no model.
  private static final Map<String, ErrorShape> COMMON =
      Map.ofEntries(
          Map.entry("ValidationException", new ErrorShape("ValidationError", 400)),
          Map.entry("InvalidParameterException", new ErrorShape("InvalidParameterValue", 400)),
          Map.entry("SerializationException", new ErrorShape("MalformedInput", 400)),
          Map.entry("UnknownOperationException", new ErrorShape("InvalidAction", 400)),
          Map.entry("ThrottlingException", new ErrorShape("Throttling", 400)),
          Map.entry("IncompleteSignatureException", new ErrorShape("IncompleteSignature", 400)),
          Map.entry("AccessDeniedException", new ErrorShape("AccessDenied", 403)),
          Map.entry("ExpiredTokenException", new ErrorShape("ExpiredToken", 403)),
          Map.entry("UnrecognizedClientException", new ErrorShape("InvalidClientTokenId", 403)),
          Map.entry("InvalidSignatureException", new ErrorShape("SignatureDoesNotMatch", 403)),
          Map.entry(
              "MissingAuthenticationTokenException",
              new ErrorShape("MissingAuthenticationToken", 403)),
          Map.entry("InternalServiceError", new ErrorShape("InternalFailure", 500)),
          Map.entry("ServiceUnavailableException", new ErrorShape("ServiceUnavailable", 503)));

  private final Optional<ServiceModel> model;

  private Query(Optional<ServiceModel> model) {
    this.model = model;
  }

  /// The protocol as a service speaks it.
  static Query of(ServiceModel model) {
    return new Query(Optional.of(model));
  }

  /// For requests that mean no service that is here.
  static Query ofNoService() {
    return new Query(Optional.empty());
  }

  @Override
  public StructureValue decode(HttpRequest request, Structure shape) throws Rejection {
    return QueryDecoder.decode(Parameters.of(request), shape);
  }

  @Override
  public HttpResponse answer(Done done) {
    return response(200, done.requestId(), QueryEncoder.encode(namespace(), done));
  }

  /// The model's code, if it has this error.
  @Override
  public WireError worded(WireError error) {
    return Optional.ofNullable(COMMON.get(error.code()))
        .or(() -> model.flatMap(known -> known.error(error.code())))
        .map(shape -> new WireError(shape.code(), shape.status(), error.text()))
        .orElse(error);
  }

  @Override
  public HttpResponse refuse(WireError worded, String requestId) {
    return response(
        worded.status(), requestId, QueryEncoder.encode(namespace(), worded, requestId));
  }

  private String namespace() {
    return model.map(known -> known.identity().namespace()).orElse("");
  }

  private static HttpResponse response(int status, String requestId, byte[] body) {
    return new HttpResponse(
        status, Map.of("content-type", "text/xml", "x-amzn-requestid", requestId), body);
  }
}
