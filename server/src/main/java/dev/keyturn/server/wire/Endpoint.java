package dev.keyturn.server.wire;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Resource;
import dev.keyturn.operation.Runner;
import dev.keyturn.operation.Service;
import dev.keyturn.server.wire.Protocol.Done;
import dev.keyturn.server.wire.ServiceModel.OperationShapes;
import java.util.List;
import java.util.Optional;

/// An operation, prepared for the wire. Thread-safe.
final class Endpoint<I extends Record, R extends Resource, O extends Record> {
  private final Service service;
  private final Operation<I, R, O> operation;
  private final Protocol protocol;
  private final Shape.Structure inputShape;
  private final Binding input;
  private final Optional<Binding> output;
  private final List<Shape.Member> unsupported;

  Endpoint(
      Service service, Operation<I, R, O> operation, OperationShapes shapes, Protocol protocol) {
    this.service = service;
    this.operation = operation;
    this.protocol = protocol;
    this.inputShape = shapes.input();
    this.input = Binding.between(shapes.input(), operation.input());
    this.output = shapes.output().map(shape -> Binding.between(shape, operation.output()));
    this.unsupported =
        shapes.input().members().stream()
            .filter(member -> operation.unsupported().contains(member.name()))
            .toList();
  }

  Service service() {
    return service;
  }

  String operation() {
    return operation.name();
  }

  Protocol protocol() {
    return protocol;
  }

  /// Decodes, validates, runs and encodes.
  HttpResponse answer(HttpRequest request, Runner runner, Call call) throws Rejection {
    StructureValue given = protocol.decode(request, inputShape);
    Validation.check(given);
    refuseUnsupported(given);
    I bound = operation.input().cast(input.toRecord(given));
    O result = runner.run(service, operation, call, bound);
    return protocol.answer(
        new Done(
            operation.name(),
            call.requestId(),
            output.map(binding -> binding.toStructure(result))));
  }

  /// A wish that would be silently ignored is refused instead. Tools send `false` and empty lists
  /// for what they do not wish.
  private void refuseUnsupported(StructureValue request) {
    for (Shape.Member member : unsupported) {
      Object value = request.get(inputShape.members().indexOf(member));
      boolean wished =
          switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case List<?> list -> !list.isEmpty();
            default -> true;
          };
      if (wished) {
        throw new Refusal.InvalidParameter(
            "This version of Keyturn doesn't support the parameter %s of %s."
                .formatted(member.name(), operation.name()));
      }
    }
  }
}
