package dev.keyturn.server.runtime;

import dev.keyturn.function.Deployment;
import dev.keyturn.identity.Arn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The instances that there are: those that wait for work, the last used one first in line, and how
/// many are at work. Limits hold for each function and for all together; a quarter of all is kept
/// for rotations, which nobody else's calls may hold up. Thread-safe.
final class InstancePool implements AutoCloseable {
  /// One of so many.
  private static final int FOR_ROTATIONS = 4;

  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Map<Arn, Integer> busy = new HashMap<>();
  private final Map<Arn, Integer> generations = new HashMap<>();
  private final int most;
  private final InstantSource clock;

  /// How many work for others than rotations.
  private int others;

  private boolean closed;

  /// What an instance can be used for.
  private record Key(Arn function, String version, String revision) {
    private static Key of(Deployment deployment) {
      return new Key(deployment.function(), deployment.version(), deployment.revision());
    }
  }

  private record Idle(Key key, Instance instance, Instant since) {}

  /// The right to have one instance at work.
  ///
  /// @param rotating whether it works for a rotation
  /// @param warm one that waited for work
  /// @param generation of the function's instances when it was given
  record Place(Deployment deployment, boolean rotating, Optional<Instance> warm, int generation) {}

  InstancePool(int most, InstantSource clock) {
    this.most = most;
    this.clock = clock;
  }

  /// @param rotating whether it is for a rotation
  /// @return empty when the function, or the server, has as many at work as it may
  Optional<Place> enter(Deployment deployment, boolean rotating) {
    List<Instance> displaced = new ArrayList<>();
    try {
      return enter(deployment, rotating, displaced);
    } finally {
      displaced.forEach(Instance::close);
    }
  }

  private synchronized Optional<Place> enter(
      Deployment deployment, boolean rotating, List<Instance> displaced) {
    if (closed || !mayWork(deployment, rotating)) {
      return Optional.empty();
    }
    Key key = Key.of(deployment);
    Optional<Instance> warm =
        take(it -> it.key().equals(key) && it.instance().isUsable()).map(Idle::instance);
    while (warm.isEmpty() && all() >= most) {
      if (idle.isEmpty()) {
        return Optional.empty();
      }
      displaced.add(idle.removeLast().instance());
    }
    busy.merge(deployment.function(), 1, Integer::sum);
    others += rotating ? 0 : 1;
    int generation = generations.getOrDefault(deployment.function(), 0);
    return Optional.of(new Place(deployment, rotating, warm, generation));
  }

  private boolean mayWork(Deployment deployment, boolean rotating) {
    int working = busy.getOrDefault(deployment.function(), 0);
    return deployment.mostInstances().filter(limit -> working >= limit).isEmpty()
        && (rotating || others < most - most / FOR_ROTATIONS);
  }

  private Optional<Idle> take(Predicate<Idle> wanted) {
    Iterator<Idle> all = idle.iterator();
    while (all.hasNext()) {
      Idle each = all.next();
      if (wanted.test(each)) {
        all.remove();
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private int all() {
    return idle.size() + busy.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// Gives a place back, with the instance that worked there, if there was one.
  void leave(Place place, Optional<Instance> instance) {
    Optional<Instance> spent = keep(place, instance);
    spent.ifPresent(Instance::close);
  }

  /// @return the instance when it is of no more use
  private synchronized Optional<Instance> keep(Place place, Optional<Instance> instance) {
    Arn function = place.deployment().function();
    busy.computeIfPresent(function, (_, count) -> count == 1 ? null : count - 1);
    others -= place.rotating() ? 0 : 1;
    boolean current = generations.getOrDefault(function, 0) == place.generation();
    if (closed || !current || instance.filter(Instance::isUsable).isEmpty()) {
      return instance;
    }
    idle.addFirst(new Idle(Key.of(place.deployment()), instance.get(), clock.instant()));
    return Optional.empty();
  }

  /// Ends all instances of a function: those at work when they have done it.
  void retire(Arn function) {
    List<Instance> ended = new ArrayList<>();
    synchronized (this) {
      generations.merge(function, 1, Integer::sum);
      remove(it -> it.key().function().equals(function), ended);
    }
    ended.forEach(Instance::close);
  }

  /// Ends those that waited for longer than this, or that ended by themselves.
  void recycle(Duration longest) {
    List<Instance> ended = new ArrayList<>();
    synchronized (this) {
      Instant before = clock.instant().minus(longest);
      remove(it -> it.since().isBefore(before) || !it.instance().isUsable(), ended);
    }
    ended.forEach(Instance::close);
  }

  private void remove(Predicate<Idle> which, List<Instance> into) {
    idle.removeIf(each -> {
      boolean removed = which.test(each);
      if (removed) {
        into.add(each.instance());
      }
      return removed;
    });
  }

  /// How many wait for work.
  synchronized int waiting() {
    return idle.size();
  }

  /// How many are at work.
  synchronized int working() {
    return all() - idle.size();
  }

  /// Ends those that wait, and those at work when they have done it. No more are let in.
  @Override
  public void close() {
    List<Instance> ended = new ArrayList<>();
    synchronized (this) {
      closed = true;
      remove(_ -> true, ended);
    }
    ended.forEach(Instance::close);
  }
}
