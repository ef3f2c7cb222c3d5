package dev.keyturn.rotators;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.AccessKey;
import dev.keyturn.rotators.target.KeyEngine;
import dev.keyturn.rotators.target.KeySession;
import dev.keyturn.testkit.ManualClock;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Access keys in memory, with the rules of IAM: two for each user.
final class FakeKeys implements KeyEngine {
  final ManualClock clock = ManualClock.at("2026-11-21T08:00:00Z");
  final List<Optional<URI>> endpoints = new ArrayList<>();
  private final Map<String, Held> keys = new LinkedHashMap<>();
  private final Map<String, Instant> used = new HashMap<>();
  private int made;

  private record Held(String user, AccessKey key, boolean active, Instant created) {}

  /// What a user is given by hand.
  AccessKey give(String user) {
    made++;
    AccessKey key =
        new AccessKey("AKIA%016d".formatted(made), SecretValue.ofString("secret-" + made));
    keys.put(key.id(), new Held(user, key, true, clock.instant()));
    return key;
  }

  void use(String keyId) {
    used.put(keyId, clock.instant());
  }

  void switchOff(String keyId) {
    keys.computeIfPresent(keyId, (_, held) -> new Held(held.user, held.key, false, held.created));
  }

  void drop(String keyId) {
    keys.remove(keyId);
  }

  boolean accepts(AccessKey key) {
    Held held = keys.get(key.id());
    return held != null && held.active && held.key.equals(key);
  }

  List<String> of(String user) {
    return keys.values().stream()
        .filter(held -> held.user.equals(user))
        .map(held -> held.key.id())
        .toList();
  }

  @Override
  public KeySession open(AccessKey key, Reach reach) {
    endpoints.add(reach.endpoint());
    return new Session(key);
  }

  private final class Session implements KeySession {
    private final AccessKey key;

    Session(AccessKey key) {
      this.key = key;
    }

    private Held require() throws StepFailed {
      if (!accepts(key)) {
        throw new StepFailed(FailureClass.REFUSED, "InvalidClientTokenId", "");
      }
      return java.util.Objects.requireNonNull(keys.get(key.id()));
    }

    @Override
    public Owner owner() throws StepFailed {
      return new Owner("arn:aws:iam::000000000000:user/" + require().user);
    }

    @Override
    public List<HeldKey> keys(String user) throws StepFailed {
      Held _ = require();
      return keys.values().stream()
          .filter(held -> held.user.equals(user))
          .map(held -> new HeldKey(held.key.id(), held.active, held.created))
          .toList();
    }

    @Override
    public Optional<Instant> lastUsed(String keyId) throws StepFailed {
      Held _ = require();
      return Optional.ofNullable(used.get(keyId));
    }

    @Override
    public AccessKey create(String user) throws StepFailed {
      Held _ = require();
      if (of(user).size() >= 2) {
        throw new StepFailed(FailureClass.BUSY, "LimitExceeded", "");
      }
      return give(user);
    }

    @Override
    public void setActive(String user, String keyId, boolean active) throws StepFailed {
      Held _ = require();
      keys.computeIfPresent(
          keyId, (_, held) -> new Held(held.user, held.key, active, held.created));
    }

    @Override
    public void delete(String user, String keyId) throws StepFailed {
      Held _ = require();
      keys.remove(keyId);
    }
  }
}
