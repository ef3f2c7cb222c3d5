package dev.keyturn.iam;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Operation.Effect;
import dev.keyturn.operation.Operation.Handler;
import dev.keyturn.operation.Operation.Lookup;
import dev.keyturn.operation.Resource;

/// Writes down rows of the table: here every operation is authorized under its own name.
final class Row {
  private Row() {}

  static <I extends Record, R extends Resource, O extends Record> Operation<I, R, O> read(
      String name, Class<I> in, Class<O> out, Lookup<I, R> find, Handler<I, R, O> handler) {
    return new Operation<>(name, in, out, Effect.READ, "iam:" + name, find, handler);
  }

  static <I extends Record, R extends Resource, O extends Record> Operation<I, R, O> write(
      String name, Class<I> in, Class<O> out, Lookup<I, R> find, Handler<I, R, O> handler) {
    return new Operation<>(name, in, out, Effect.WRITE, "iam:" + name, find, handler);
  }
}
