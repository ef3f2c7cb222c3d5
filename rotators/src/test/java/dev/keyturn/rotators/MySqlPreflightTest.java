package dev.keyturn.rotators;

class MySqlPreflightTest extends MySqlPreflightSuite {
  MySqlPreflightTest() {
    super(RealMySql.shared());
  }
}
