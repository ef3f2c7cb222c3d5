package dev.keyturn.rotators;

class MariaDbRestartTest extends MySqlRestartSuite {
  MariaDbRestartTest() {
    super(RealMariaDb.shared());
  }
}
