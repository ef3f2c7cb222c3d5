package dev.keyturn.server.crash;

class AccessKeyCrashTest extends RotationCrashSuite {

  AccessKeyCrashTest() {
    super(new KeyGround());
  }
}
