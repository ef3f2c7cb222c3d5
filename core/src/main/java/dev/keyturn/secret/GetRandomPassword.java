package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.operation.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Makes a random password. Every password that the request allows is as likely as every other: one
/// that lacks a required class is thrown away whole and drawn again, which keeps that so.
public final class GetRandomPassword {
  private static final String ACTION = "secretsmanager:GetRandomPassword";
  private static final int LONGEST = 4096;
  private static final long DEFAULT_LENGTH = 32;
  private static final String LOWERCASE = "abcdefghijklmnopqrstuvwxyz";
  private static final String UPPERCASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String NUMBERS = "0123456789";
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private final RandomGenerator random;

  /// @param random a generator fit for cryptography
  GetRandomPassword(RandomGenerator random) {
    this.random = random;
  }

  public record Input(
      Optional<Long> passwordLength,
      Optional<String> excludeCharacters,
      Optional<Boolean> excludeNumbers,
      Optional<Boolean> excludePunctuation,
      Optional<Boolean> excludeUppercase,
      Optional<Boolean> excludeLowercase,
      Optional<Boolean> includeSpace,
      Optional<Boolean> requireEachIncludedType) {}

  public record Output(SecretValue randomPassword) {}

  /// Characters of one type, without the excluded ones.
  private record Type(String name, String characters) {}

  /// The operation's row in the table.
  Operation<Input, Resource.Any, Output> row() {
    return new Operation<>(
        "GetRandomPassword",
        Input.class,
        Output.class,
        READ,
        ACTION,
        (_, _) -> Resource.ANY,
        this::handle);
  }

  Output handle(Call call, Resource.Any none, Input input) {
    int length = length(input);
    List<Type> types = types(input);
    boolean requireEach = input.requireEachIncludedType().orElse(true);
    if (requireEach) {
      requireNonEmpty(types);
      if (length < types.size()) {
        throw new InvalidParameter("Password length is too short based on the required types.");
      }
    }
    StringBuilder allowed = new StringBuilder();
    types.forEach(type -> allowed.append(type.characters()));
    if (allowed.isEmpty()) {
      throw new InvalidParameter(
          "No characters are left to make a password of: all types are excluded.");
    }
    return new Output(draw(allowed, length, requireEach ? types : List.of()));
  }

  private static int length(Input input) {
    long length = input.passwordLength().orElse(DEFAULT_LENGTH);
    if (length < 1 || length > LONGEST) {
      throw new Validation(
          "1 validation error detected: Value '%d' at 'passwordLength' failed to satisfy constraint: Member must have value %s"
              .formatted(
                  length,
                  length < 1 ? "greater than or equal to 1" : "less than or equal to 4096"));
    }
    return (int) length;
  }

  private static List<Type> types(Input input) {
    List<Type> types = new ArrayList<>();
    String excluded = input.excludeCharacters().orElse("");
    if (!input.excludeLowercase().orElse(false)) {
      types.add(type("lowercase letters", LOWERCASE, excluded));
    }
    if (!input.excludeUppercase().orElse(false)) {
      types.add(type("uppercase letters", UPPERCASE, excluded));
    }
    if (!input.excludeNumbers().orElse(false)) {
      types.add(type("numbers", NUMBERS, excluded));
    }
    if (!input.excludePunctuation().orElse(false)) {
      types.add(type("punctuation", PUNCTUATION, excluded));
    }
    if (input.includeSpace().orElse(false)) {
      types.add(type("space", " ", excluded));
    }
    return types;
  }

  private static Type type(String name, String characters, String excluded) {
    StringBuilder left = new StringBuilder();
    characters
        .chars()
        .filter(character -> excluded.indexOf(character) < 0)
        .forEach(character -> left.append((char) character));
    return new Type(name, left.toString());
  }

  private static void requireNonEmpty(List<Type> types) {
    for (Type type : types) {
      if (type.characters().isEmpty()) {
        throw new InvalidParameter(
            "The excluded characters leave no %s, but the password must have at least one character of each included type."
                .formatted(type.name()));
      }
    }
  }

  private SecretValue draw(CharSequence allowed, int length, List<Type> required) {
    StringBuilder password = new StringBuilder(length);
    do {
      password.setLength(0);
      for (int i = 0; i < length; i++) {
        password.append(allowed.charAt(random.nextInt(allowed.length())));
      }
    } while (!hasEach(password, required));
    return SecretValue.ofString(password.toString());
  }

  private static boolean hasEach(CharSequence password, List<Type> required) {
    return required.stream()
        .allMatch(type ->
            password.chars().anyMatch(character -> type.characters().indexOf(character) >= 0));
  }
}
