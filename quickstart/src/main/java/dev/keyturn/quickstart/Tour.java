package dev.keyturn.quickstart;

import java.io.IOException;
import java.nio.file.Path;

/// How to look at what `--keep` leaves running: lines to paste into another terminal. Passwords
/// stand in files with mode 0600, never in a line.
final class Tour {
  private final Path passwords;
  private final ServerProcess server;
  private final Database database;
  private final String secretId;

  Tour(Workspace workspace, ServerProcess server, Database database, String secretId)
      throws IOException {
    this.passwords = workspace.file("pgpass", database.superuser().toPasswordFileLine());
    this.server = server;
    this.database = database;
    this.secretId = secretId;
  }

  String text() {
    return """


    Everything keeps running. In another terminal:

      export AWS_SHARED_CREDENTIALS_FILE='%1$s' AWS_PROFILE=keyturn
      export AWS_DEFAULT_REGION=%2$s AWS_ENDPOINT_URL=%3$s
      aws secretsmanager get-secret-value --secret-id %4$s
      aws secretsmanager rotate-secret --secret-id %4$s
      aws secretsmanager describe-secret --secret-id %4$s

    (An AWS CLI older than 2.13 needs --endpoint-url %3$s instead.) The database:

      PGPASSFILE='%5$s' psql -h 127.0.0.1 -p %6$d -U postgres shop -c '\\du'

    Ctrl-C ends it and removes everything.
    """
        .formatted(
            server.credentials(),
            Demonstration.REGION,
            server.endpoint(),
            secretId,
            passwords,
            database.port());
  }
}
