package dev.keyturn.server.wire;

import dev.keyturn.server.wire.ServiceModel.ErrorShape;
import dev.keyturn.server.wire.ServiceModel.Http;
import dev.keyturn.server.wire.Shape.Structure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// AWS REST-JSON: the operation in method and path, its members in path, query, headers and a body
/// of JSON. One instance speaks for one operation.
final class RestJson implements Protocol {
  static final String CONTENT_TYPE = "application/json";

  private static final int FORBIDDEN = 403;
  private static final int FIRST_OF_SERVER = 500;

  /// What the services of this protocol call the errors that are in no model.
  private static final Map<String, ErrorShape> COMMON =
      Map.ofEntries(
          Map.entry("AccessDeniedException", errorOf("AccessDeniedException", "Message")),
          Map.entry("ExpiredTokenException", errorOf("ExpiredTokenException", "message")),
          Map.entry(
              "IncompleteSignatureException", errorOf("IncompleteSignatureException", "message")),
          Map.entry("InvalidSignatureException", errorOf("InvalidSignatureException", "message")),
          Map.entry(
              "MissingAuthenticationTokenException",
              errorOf("MissingAuthenticationTokenException", "message")),
          Map.entry(
              "UnrecognizedClientException", errorOf("UnrecognizedClientException", "message")));

  /// Errors that every service here has, under the names that services of this protocol have for
  /// them.
  private static final Map<String, String> NAMES =
      Map.of(
          "InvalidParameterException", "InvalidParameterValueException",
          "ThrottlingException", "TooManyRequestsException",
          "InternalServiceError", "ServiceException");

  private final Optional<ServiceModel> model;
  private final PathTemplate template;
  private final int status;

  private RestJson(Optional<ServiceModel> model, PathTemplate template, int status) {
    this.model = model;
    this.template = template;
    this.status = status;
  }

  /// The protocol as an operation of a service speaks it.
  static RestJson of(ServiceModel model, Http http) {
    return new RestJson(Optional.of(model), PathTemplate.of(http.uri()), http.status());
  }

  /// For requests that mean no operation.
  static RestJson ofNoOperation() {
    return new RestJson(Optional.empty(), PathTemplate.of("/"), 200);
  }

  private static ErrorShape errorOf(String code, String text) {
    return new ErrorShape(code, FORBIDDEN, List.of(text));
  }

  PathTemplate template() {
    return template;
  }

  @Override
  public StructureValue decode(HttpRequest request, Structure shape) throws Rejection {
    return RestDecoder.decode(request, template, shape);
  }

  @Override
  public HttpResponse answer(Done done) {
    return RestEncoder.encode(done, status);
  }

  @Override
  public WireError worded(WireError error) {
    String code = NAMES.getOrDefault(error.code(), error.code());
    int known = shape(code).map(ErrorShape::status).orElse(error.status());
    return new WireError(code, known, error.text(), error.reason());
  }

  /// A modelled error says whose fault it is, and has its text under the name that the model gives.
  @Override
  public HttpResponse refuse(WireError worded, String requestId) {
    return JsonEncoder.refusal(worded, CONTENT_TYPE, requestId, JsonEncoder.encode(body(worded)));
  }

  private Map<String, String> body(WireError error) {
    List<String> members = shape(error.code()).map(ErrorShape::members).orElse(List.of());
    Map<String, String> body = new LinkedHashMap<>();
    if (members.contains("Type")) {
      body.put("Type", error.status() < FIRST_OF_SERVER ? "User" : "Service");
    }
    if (!error.text().isEmpty()) {
      body.put(textMember(members), error.text());
    }
    error.reason().filter(_ -> members.contains("Reason")).ifPresent(it -> body.put("Reason", it));
    return body;
  }

  private Optional<ErrorShape> shape(String code) {
    return Optional.ofNullable(COMMON.get(code))
        .or(() -> model.flatMap(known -> known.error(code)));
  }

  private static String textMember(List<String> members) {
    return members.stream().filter("message"::equalsIgnoreCase).findFirst().orElse("message");
  }
}
