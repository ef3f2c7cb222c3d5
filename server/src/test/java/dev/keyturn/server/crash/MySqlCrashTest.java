package dev.keyturn.server.crash;

import dev.keyturn.rotators.RealMySql;

class MySqlCrashTest extends RotationCrashSuite {

  MySqlCrashTest() {
    super(new MySqlGround(RealMySql.shared()));
  }
}
