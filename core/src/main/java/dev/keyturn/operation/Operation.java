package dev.keyturn.operation;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// One row of a service's table. It cannot be declared without saying what it does to whom, so that
/// authorization and audit are never left to a handler.
///
/// @param name AWS's name, such as `GetSecretValue`
/// @param input the record that requests are bound to; its components are the model's members with
///   a small first letter (a member in capitals only, such as `ARN`, all in small letters).
///   Required members have their bare type; all others, lists and maps too, are
///   [java.util.Optional]. Members that are secret have the type [dev.keyturn.key.SecretValue],
///   which keeps them out of the audit record.
/// @param output the record that is encoded as the answer, by the same rules: what is bare is
///   always encoded, what is an empty Optional is left out
/// @param action what is authorized, such as `secretsmanager:GetSecretValue`
/// @param resource finds what the operation acts on
/// @param demands what else authorization needs to know of a request
/// @param unsupported members of the model, under the model's names, that are knowingly not read or
///   never answered; those of structures further down with their path, such as
///   `SecretList.OwningService`
public record Operation<I extends Record, R extends Resource, O extends Record>(
    String name,
    Class<I> input,
    Class<O> output,
    Effect effect,
    String action,
    Lookup<I, R> resource,
    Handler<I, R, O> handler,
    Demands<I> demands,
    Set<String> unsupported) {

  /// Whether an operation changes anything; decides how it is audited.
  public enum Effect {
    READ,
    WRITE
  }

  /// Finds the resource; refuses when it does not exist.
  @FunctionalInterface
  public interface Lookup<I, R extends Resource> {
    R find(Call call, I input);
  }

  /// Does the work. Refuses with a [Refusal]; anything else that it throws is an internal failure.
  @FunctionalInterface
  public interface Handler<I, R extends Resource, O> {
    O handle(Call call, R resource, I input);
  }

  /// What authorization needs to know of a request.
  ///
  /// @param keys its condition keys
  /// @param more the actions that it needs on the same resource beside the operation's own
  public record Demands<I>(ConditionKeys<I> keys, BiFunction<Call, I, List<String>> more) {}

  /// A row without condition keys and without unsupported members.
  public Operation(
      String name,
      Class<I> input,
      Class<O> output,
      Effect effect,
      String action,
      Lookup<I, R> resource,
      Handler<I, R, O> handler) {
    this(
        name,
        input,
        output,
        effect,
        action,
        resource,
        handler,
        new Demands<>(ConditionKeys.none(), (_, _) -> List.of()),
        Set.of());
  }

  /// The same row, knowingly without these members of the model. A client that sends one of them
  /// must not believe that it was heard: the wire layer refuses the request with
  /// InvalidParameterException before the input is bound.
  public Operation<I, R, O> without(String... members) {
    return new Operation<>(
        name, input, output, effect, action, resource, handler, demands, Set.of(members));
  }

  /// The same row, whose requests have these condition keys.
  public Operation<I, R, O> keyed(ConditionKeys<I> keys) {
    return demanding(new Demands<>(keys, demands.more));
  }

  /// The same row, whose requests need these actions on the resource, too.
  public Operation<I, R, O> needing(Function<I, List<String>> more) {
    return needing((_, input) -> more.apply(input));
  }

  /// The same, where it depends on the caller, too.
  public Operation<I, R, O> needing(BiFunction<Call, I, List<String>> more) {
    return demanding(new Demands<>(demands.keys, more));
  }

  private Operation<I, R, O> demanding(Demands<I> others) {
    return new Operation<>(
        name, input, output, effect, action, resource, handler, others, unsupported);
  }
}
