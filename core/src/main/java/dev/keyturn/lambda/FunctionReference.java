package dev.keyturn.lambda;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Region;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How requests name a function: by its name, by account and name, or by its ARN, each with a
/// qualifier behind it or without, and with a qualifier beside it.
///
/// @param qualifier a version, an alias, or `$LATEST`; empty: none was given
record FunctionReference(Home home, String name, Optional<String> qualifier) {
  static final int LONGEST_NAME = 64;

  private static final Pattern FORM =
      Pattern.compile(
          "(?:arn:aws[a-zA-Z-]*:lambda:(?<region>[a-z0-9-]+):)?"
              + "(?:(?<account>\\d{12}):)?"
              + "(?:function:)?"
              + "(?<name>[a-zA-Z0-9_-]+)"
              + "(?::(?<qualifier>\\$LATEST|[a-zA-Z0-9_-]+))?");

  static FunctionReference of(Call call, String text, Optional<String> beside) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()
        || (matcher.group("region") != null && matcher.group("account") == null)) {
      throw new InvalidParameterValue("'" + text + "' is not the name or the ARN of a function");
    }
    demandLength(matcher.group("name"));
    Region region = region(call, matcher.group("region"));
    String account = matcher.group("account");
    return new FunctionReference(
        new Home(account == null ? call.account() : new AccountId(account), region),
        matcher.group("name"),
        qualifier(Optional.ofNullable(matcher.group("qualifier")), beside));
  }

  private static void demandLength(String name) {
    if (name.length() > LONGEST_NAME) {
      throw new InvalidParameterValue("The name of a function has at most 64 characters: " + name);
    }
  }

  private static Region region(Call call, @org.jspecify.annotations.Nullable String code) {
    if (code != null && !code.equals(call.region().code())) {
      throw new ResourceNotFound(
          "Functions from '%s' are not reachable in this region ('%s')"
              .formatted(code, call.region()));
    }
    return call.region();
  }

  private static Optional<String> qualifier(Optional<String> inside, Optional<String> given) {
    Optional<String> beside = given.filter(it -> !it.isEmpty());
    if (inside.isPresent() && beside.isPresent() && !inside.equals(beside)) {
      throw new InvalidParameterValue(
          "The derived qualifier from the function name does not match the specified qualifier.");
    }
    return inside.or(() -> beside);
  }
}
