package dev.keyturn.server.wire;

import dev.keyturn.server.wire.Shape.Structure;
import java.util.Map;

/// AWS JSON 1.1: one POST target, the operation in a header, a JSON object each way.
final class Json11 implements Protocol {
  static final Json11 INSTANCE = new Json11();
  static final String CONTENT_TYPE = "application/x-amz-json-1.1";

  private static final byte[] NO_BODY = {};

  private Json11() {}

  @Override
  public StructureValue decode(HttpRequest request, Structure shape) throws Rejection {
    return JsonDecoder.decode(request.body(), shape);
  }

  @Override
  public HttpResponse answer(Done done) {
    return new HttpResponse(
        200,
        Map.of("content-type", CONTENT_TYPE, "x-amzn-requestid", done.requestId()),
        done.result().map(JsonEncoder::encode).orElse(NO_BODY));
  }

  /// The codes are named after JSON's.
  @Override
  public WireError worded(WireError error) {
    return error;
  }

  @Override
  public HttpResponse refuse(WireError worded, String requestId) {
    return JsonEncoder.refusal(worded, CONTENT_TYPE, requestId, JsonEncoder.encode(worded));
  }
}
