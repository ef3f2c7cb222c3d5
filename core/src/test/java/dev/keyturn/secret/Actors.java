package dev.keyturn.secret;

import dev.keyturn.access.CallerPolicies;
import dev.keyturn.access.MalformedPolicy;
import dev.keyturn.access.NamedPolicy;
import dev.keyturn.access.Policy;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.access.PolicySource;
import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.testkit.SecretsFixture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Users of two accounts with policies and tags, without a house of identities.
final class Actors implements PolicySource, PrincipalDirectory {
  static final AccountId OTHER = new AccountId("444455556666");

  private final Map<String, CallerPolicies> policies = new HashMap<>();
  private final Map<String, String> ids = new HashMap<>();
  private int number;

  /// A user with one statement as its policy; none when it is empty.
  Caller user(AccountId account, String name, String statement, Map<String, String> tags) {
    Arn arn = Arn.global("iam", account, "user/" + name);
    String id = "AIDAUSERNUMBER" + ++number;
    ids.put(arn.toString(), id);
    policies.put(
        id,
        new CallerPolicies(
            Optional.empty(), identity(name, statement), Optional.empty(), List.of(), tags));
    return new Caller(
        new Principal(Kind.USER, account, arn, id),
        "AKIAEXAMPLE",
        SecretsFixture.REGION,
        new Origin("127.0.0.1", "test", true));
  }

  Caller user(String name, String statement) {
    return user(SecretsFixture.ACCOUNT, name, statement, Map.of());
  }

  void delete(Caller user) {
    ids.remove(user.principal().arn().toString());
    policies.remove(user.principal().id());
  }

  private static List<NamedPolicy> identity(String name, String statement) {
    if (statement.isEmpty()) {
      return List.of();
    }
    try {
      return List.of(
          new NamedPolicy(
              "inline policy P of user " + name, Policy.parse(document(statement), Form.IDENTITY)));
    } catch (MalformedPolicy malformed) {
      throw new AssertionError(malformed);
    }
  }

  /// A document of one statement, in which quotes are single.
  static String document(String statement) {
    return "{'Version':'2012-10-17','Statement':%s}".formatted(statement).replace('\'', '"');
  }

  @Override
  public CallerPolicies of(Caller caller) {
    return policies.getOrDefault(caller.principal().id(), CallerPolicies.NONE);
  }

  @Override
  public Optional<Map<String, String>> pins(Policy policy) {
    Map<String, String> pins = new HashMap<>();
    for (String arn : policy.principals()) {
      if (id(arn).isEmpty()) {
        return Optional.empty();
      }
      pins.put(arn, id(arn).get());
    }
    return Optional.of(pins);
  }

  @Override
  public Optional<String> id(String arn) {
    return Optional.ofNullable(ids.get(arn));
  }
}
