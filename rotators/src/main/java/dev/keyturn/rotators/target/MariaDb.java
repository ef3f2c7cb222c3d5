package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.util.Set;

/// MariaDB, which speaks MySQL's protocol and has a dialect of its own for accounts.
public final class MariaDb implements LoginEngine {
  private static final Traits TRAITS =
      new Traits(
          "mariadb", Set.of("mariadb"), 3306, "", "/@\"'\\", "_clone", 80, NameUnit.CHARACTERS);

  private final MySqlDoor door;

  /// Over connections of the caller's making.
  public MariaDb(Dialer dialer) {
    this.door = new MySqlDoor(dialer);
  }

  /// Over real targets.
  public static MariaDb over(TargetPolicy policy, TargetTrust trust) {
    return new MariaDb(dialer(policy, trust));
  }

  /// How real targets are connected to.
  public static Dialer dialer(TargetPolicy policy, TargetTrust trust) {
    return new MySqlDialer(policy, trust);
  }

  @Override
  public TargetSession open(Login login) throws StepFailed {
    return door.open(login);
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public boolean preparesAtOnce() {
    return false;
  }
}
