package dev.keyturn.server.crash;

import dev.keyturn.rotators.RealMariaDb;

class MariaDbCrashTest extends RotationCrashSuite {

  MariaDbCrashTest() {
    super(new MySqlGround(RealMariaDb.shared()));
  }
}
