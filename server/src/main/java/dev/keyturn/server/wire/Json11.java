package dev.keyturn.server.wire;

import dev.keyturn.server.wire.Shape.Structure;

/// AWS JSON 1.1: one POST target, the operation in a header, a JSON object each way.
final class Json11 implements Protocol {
  static final Json11 INSTANCE = new Json11();

  private Json11() {}

  @Override
  public String contentType() {
    return "application/x-amz-json-1.1";
  }

  @Override
  public StructureValue decode(byte[] body, Structure shape) throws Rejection {
    return JsonDecoder.decode(body, shape);
  }

  @Override
  public byte[] encode(StructureValue value) {
    return JsonEncoder.encode(value);
  }

  @Override
  public byte[] encode(WireError error) {
    return JsonEncoder.encode(error);
  }
}
