package dev.keyturn.iam;

import dev.keyturn.access.Policy;
import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.store.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Who exists, in whatever account of this server: policies may name nobody else, and mean whom
/// they name, not who comes later under the same name. Thread-safe.
public final class KnownPrincipals implements PrincipalDirectory {
  private final Store store;
  private final Entities<User> users;
  private final Entities<Role> roles;

  public KnownPrincipals(Store store) {
    this.store = store;
    users = new Entities<>(store, Sort.USER);
    roles = new Entities<>(store, Sort.ROLE);
  }

  @Override
  public Optional<Map<String, String>> pins(Policy policy) {
    Map<String, String> pins = new HashMap<>();
    for (String arn : policy.principals()) {
      Optional<String> id = id(arn);
      if (id.isEmpty()) {
        return Optional.empty();
      }
      pins.put(arn, id.get());
    }
    return policy.accounts().stream().allMatch(this::hasAccount)
        ? Optional.of(pins)
        : Optional.empty();
  }

  /// The first whom a policy names and who does not exist.
  String stranger(Policy policy) {
    return policy.principals().stream()
        .filter(arn -> id(arn).isEmpty())
        .findFirst()
        .or(() ->
            policy.accounts().stream()
                .filter(account -> !hasAccount(account))
                .map("arn:aws:iam::%s:root"::formatted)
                .findFirst())
        .orElse("");
  }

  @Override
  public Optional<String> id(String arn) {
    return Arn.parse(arn).filter(it -> AccountId.isId(it.account())).flatMap(this::id);
  }

  private Optional<String> id(Arn arn) {
    AccountId account = new AccountId(arn.account());
    String[] parts = arn.resource().split("/", -1);
    return switch (arn.service() + " " + parts[0]) {
      case "iam user" -> exactly(users, account, arn);
      case "iam role" -> exactly(roles, account, arn);
      case "sts assumed-role" ->
          parts.length == 3
              ? roles.named(account, parts[1]).map(it -> it.entity().id() + ":" + parts[2])
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static <E extends Record & Entity> Optional<String> exactly(
      Entities<E> entities, AccountId account, Arn arn) {
    String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
    return entities
        .named(account, name)
        .filter(it -> it.arn().equals(arn))
        .map(it -> it.entity().id());
  }

  private boolean hasAccount(String account) {
    return AccountId.isId(account) && store.get(Account.at(new AccountId(account))).isPresent();
  }
}
