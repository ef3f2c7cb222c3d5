package dev.keyturn.rotators;

class MariaDbAlternatingUsersTest extends MySqlAlternatingUsersSuite {
  MariaDbAlternatingUsersTest() {
    super(RealMariaDb.shared());
  }
}
