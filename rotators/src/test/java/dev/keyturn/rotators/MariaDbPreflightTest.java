package dev.keyturn.rotators;

class MariaDbPreflightTest extends MySqlPreflightSuite {
  MariaDbPreflightTest() {
    super(RealMariaDb.shared());
  }
}
