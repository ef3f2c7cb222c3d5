package dev.keyturn.iam;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.identity.AccountId;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.ResourceExists;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Makes an account with its administrator, whose access key is in the answer and nowhere else.
public final class CreateAccount {
  private static final long LEAST = 100_000_000_000L;
  private static final int ATTEMPTS = 10;

  private final Accounts accounts;
  private final AccessKeys keys;
  private final RandomGenerator random;

  CreateAccount(Accounts accounts, AccessKeys keys, RandomGenerator random) {
    this.accounts = accounts;
    this.keys = keys;
    this.random = random;
  }

  /// @param accountId a number of the caller's choice; empty: one at random
  /// @param name what people call it
  public record Input(Optional<String> accountId, Optional<String> name) {}

  public record Output(
      String accountId,
      Optional<String> name,
      Instant createdDate,
      String accessKeyId,
      SecretValue secretAccessKey) {}

  Operation<Input, Place, Output> row() {
    return new Operation<>(
        "CreateAccount",
        Input.class,
        Output.class,
        WRITE,
        "keyturn:CreateAccount",
        (_, input) -> accounts.place(input.accountId().orElse("*")),
        this::handle);
  }

  Output handle(Call call, Place place, Input input) {
    if (input.accountId().isPresent()) {
      return made(call, input.accountId().get(), input)
          .orElseThrow(() ->
              new ResourceExists(
                  "The account "
                      + input.accountId().get()
                      + " already exists. Choose another number."));
    }
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      Optional<Output> made = made(call, number(), input);
      if (made.isPresent()) {
        return made.get();
      }
    }
    throw new IllegalStateException("Random numbers of accounts were taken again and again");
  }

  private String number() {
    return Long.toString(random.nextLong(LEAST, 10 * LEAST));
  }

  /// Empty when there is such an account already.
  private Optional<Output> made(Call call, String number, Input input) {
    Credential administrator = keys.generate(new AccountId(number));
    Account account =
        new Account(
            administrator.accessKeyId(),
            call.at(),
            input.name(),
            Optional.of(call.account().value()));
    return keys.add(administrator, account)
        ? Optional.of(
            new Output(
                number,
                input.name(),
                call.at(),
                administrator.accessKeyId(),
                administrator.secretAccessKey()))
        : Optional.empty();
  }
}
