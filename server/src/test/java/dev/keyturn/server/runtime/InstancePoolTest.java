package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.CodeArchive;
import dev.keyturn.function.Deployment;
import dev.keyturn.function.Variables;
import dev.keyturn.identity.Arn;
import dev.keyturn.server.runtime.InstancePool.Place;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstancePoolTest {
  private static final int MOST = 8;

  private final InstancePool pool = new InstancePool(MOST, InstantSource.system());

  private record NoCode(String sha256) implements CodeArchive {
    @Override
    public InputStream open() {
      return InputStream.nullInputStream();
    }
  }

  private static Deployment deployment(String name, Optional<Integer> most) {
    return new Deployment(
        Arn.parse("arn:aws:lambda:eu-west-1:111122223333:function:" + name).orElseThrow(),
        "$LATEST",
        "1",
        "python3.12",
        Optional.of("app.handler"),
        new NoCode("00"),
        List.of(),
        Variables.NONE,
        Arn.parse("arn:aws:iam::111122223333:role/rotator").orElseThrow(),
        new Deployment.Limits(Duration.ofSeconds(3), 128, 512),
        Optional.empty(),
        most);
  }

  private List<Place> enterAll(Deployment deployment, boolean rotating) {
    List<Place> places = new ArrayList<>();
    Optional<Place> place = pool.enter(deployment, rotating);
    while (place.isPresent()) {
      places.add(place.get());
      place = pool.enter(deployment, rotating);
    }
    return places;
  }

  @Test
  void aQuarterIsKeptForRotations() {
    List<Place> others = enterAll(deployment("busy", Optional.empty()), false);
    assertThat(others).hasSize(6);
    assertThat(enterAll(deployment("rotator", Optional.empty()), true)).hasSize(2);
    pool.leave(others.getFirst(), Optional.empty());
    assertThat(pool.enter(deployment("other", Optional.empty()), false)).isPresent();
    assertThat(pool.enter(deployment("other", Optional.empty()), false)).isEmpty();
  }

  @Test
  void rotationsMayHaveAllThereIs() {
    List<Place> rotations = enterAll(deployment("rotator", Optional.empty()), true);
    assertThat(rotations).hasSize(MOST);
    assertThat(pool.enter(deployment("other", Optional.empty()), false)).isEmpty();
    rotations.forEach(place -> pool.leave(place, Optional.empty()));
    assertThat(enterAll(deployment("other", Optional.empty()), false)).hasSize(6);
  }

  @Test
  void aFunctionsOwnLimitHoldsForRotationsToo() {
    assertThat(enterAll(deployment("rotator", Optional.of(1)), true)).hasSize(1);
  }
}
