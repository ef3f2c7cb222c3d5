package dev.keyturn.server.runtime;

import java.util.Map;

/// The environment of what the server starts: nothing of its own but where programs are.
final class Scrubbed {
  private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

  private Scrubbed() {}

  static void of(Map<String, String> environment) {
    environment.clear();
    environment.put("PATH", USUAL_PATH);
    environment.put("LANG", "C.UTF-8");
  }
}
