package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.util.Set;

/// MySQL, Aurora MySQL, and what speaks their protocol.
public final class MySql implements LoginEngine {
  private static final Traits TRAITS =
      new Traits(
          "mysql",
          Set.of("mysql", "aurora-mysql"),
          3306,
          "",
          "/@\"'\\",
          "_clone",
          32,
          NameUnit.CHARACTERS);

  private final MySqlDoor door;

  /// Over connections of the caller's making.
  public MySql(Dialer dialer) {
    this.door = new MySqlDoor(dialer);
  }

  /// Over real targets.
  public static MySql over(TargetPolicy policy, TargetTrust trust) {
    return new MySql(dialer(policy, trust));
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
