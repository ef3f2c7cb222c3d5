package dev.keyturn.testkit;

import dev.keyturn.function.InstanceCredentials;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.key.SecretValue;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Lends made-up credentials of every role but those named `absent`, and knows which are good now.
public final class LentCredentials implements InstanceCredentials {
  private final AtomicInteger number = new AtomicInteger();
  private final Set<String> good = ConcurrentHashMap.newKeySet();
  private final Set<String> open = ConcurrentHashMap.newKeySet();

  /// Whether a request with this access key would be let in.
  public boolean isGood(String accessKeyId) {
    return good.contains(accessKeyId);
  }

  /// How many are lent and not yet given back.
  public int lent() {
    return open.size();
  }

  @Override
  public Optional<Lent> lend(Arn role, Arn function) {
    return role.resource().endsWith("/absent")
        ? Optional.empty()
        : Optional.of(new One("ASIATESTING%08d".formatted(number.incrementAndGet())));
  }

  private final class One implements Lent {
    private final String id;

    private One(String id) {
      this.id = id;
      open.add(id);
    }

    @Override
    public String accessKeyId() {
      return id;
    }

    @Override
    public SecretValue secretAccessKey() {
      return SecretValue.ofString("secret of " + id);
    }

    @Override
    public SecretValue sessionToken() {
      return SecretValue.ofString("token of " + id);
    }

    @Override
    public Use begin(Optional<RotationScope> scope) {
      good.add(id);
      return () -> good.remove(id);
    }

    @Override
    public void close() {
      good.remove(id);
      open.remove(id);
    }
  }
}
