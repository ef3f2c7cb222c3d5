package dev.keyturn.server.wire;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Resource;
import dev.keyturn.operation.Runner;
import dev.keyturn.operation.Service;
import dev.keyturn.server.wire.Protocol.Done;
import dev.keyturn.server.wire.ServiceModel.OperationShapes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An operation, prepared for the wire. Thread-safe.
final class Endpoint<I extends Record, R extends Resource, O extends Record> {
  private final Service service;
  private final Operation<I, R, O> operation;
  private final Protocol protocol;
  private final Shape.Structure inputShape;
  private final Optional<Shape.Structure> outputShape;
  private final Unsupported unsupported;

  /// Made at the first request: a start does not wait for what is seldom asked for.
  private volatile @Nullable Bindings bindings;

  private record Bindings(Binding input, Optional<Binding> output) {}

  Endpoint(
      Service service, Operation<I, R, O> operation, OperationShapes shapes, Protocol protocol) {
    this.service = service;
    this.operation = operation;
    this.protocol = protocol;
    this.inputShape = shapes.input();
    this.outputShape = shapes.output();
    this.unsupported = Unsupported.of(shapes.input(), operation.unsupported());
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
    check(given);
    unsupported.refuse(operation.name(), given);
    Bindings bound = bindings();
    I input = operation.input().cast(bound.input.toRecord(given));
    O result = runner.run(service, operation, call, input);
    return protocol.answer(
        new Done(
            operation.name(),
            call.requestId(),
            bound.output.map(binding -> binding.toStructure(result))));
  }

  private void check(StructureValue given) {
    try {
      Validation.check(given);
    } catch (Refusal.Validation broken) {
      throw service.broken(broken);
    }
  }

  private Bindings bindings() {
    Bindings made = bindings;
    if (made == null) {
      made =
          new Bindings(
              Binding.between(inputShape, operation.input()),
              outputShape.map(shape -> Binding.between(shape, operation.output())));
      bindings = made;
    }
    return made;
  }
}
