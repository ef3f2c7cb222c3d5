package dev.keyturn.rotators;

class MySqlAlternatingUsersTest extends MySqlAlternatingUsersSuite {
  MySqlAlternatingUsersTest() {
    super(RealMySql.shared());
  }
}
