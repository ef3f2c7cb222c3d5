package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.util.Set;

/// MySQL, Aurora MySQL and MariaDB, which has a dialect of its own for accounts: which of them a
/// server speaks, it says itself.
public final class MySql implements LoginEngine {
  private static final Traits MYSQL =
      new Traits(
          "mysql",
          Set.of("mysql", "aurora-mysql"),
          3306,
          "",
          "/@\"'\\",
          "_clone",
          32,
          NameUnit.CHARACTERS);

  private static final Traits MARIADB =
      new Traits(
          "mariadb", Set.of("mariadb"), 3306, "", "/@\"'\\", "_clone", 80, NameUnit.CHARACTERS);

  private final Traits traits;
  private final MySqlDoor door;

  private MySql(Traits traits, Dialer dialer) {
    this.traits = traits;
    this.door = new MySqlDoor(dialer);
  }

  /// The engine of secrets for MySQL.
  public static MySql mySql(Dialer dialer) {
    return new MySql(MYSQL, dialer);
  }

  /// The engine of secrets for MariaDB.
  public static MySql mariaDb(Dialer dialer) {
    return new MySql(MARIADB, dialer);
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
    return traits;
  }

  @Override
  public boolean preparesAtOnce() {
    return false;
  }
}
