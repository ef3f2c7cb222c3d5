package dev.keyturn.server.cli;

import dev.keyturn.server.Application;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// Calls a server of the tests with the access key that its first start left in its data folder.
public final class Administrator {
  private Administrator() {}

  public static KeyturnClient of(Application application, Path data, String region) {
    return of(application, data, region, "secretsmanager");
  }

  static KeyturnClient of(Application application, Path data, String region, String service) {
    AccessKey key = AccessKey.ofProfile(data.resolve("credentials"), "keyturn").orElseThrow();
    return new KeyturnClient(
        application.address(),
        Optional.empty(),
        new RequestSigner(key, region, service),
        InstantSource.system());
  }
}
