package dev.keyturn.rotators;

class MariaDbSingleUserTest extends MySqlSingleUserSuite {
  MariaDbSingleUserTest() {
    super(RealMariaDb.shared());
  }
}
