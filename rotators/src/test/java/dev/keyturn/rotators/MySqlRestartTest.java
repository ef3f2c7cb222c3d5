package dev.keyturn.rotators;

class MySqlRestartTest extends MySqlRestartSuite {
  MySqlRestartTest() {
    super(RealMySql.shared());
  }
}
