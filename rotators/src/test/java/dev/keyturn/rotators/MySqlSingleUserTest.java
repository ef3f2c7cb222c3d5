package dev.keyturn.rotators;

class MySqlSingleUserTest extends MySqlSingleUserSuite {
  MySqlSingleUserTest() {
    super(RealMySql.shared());
  }
}
