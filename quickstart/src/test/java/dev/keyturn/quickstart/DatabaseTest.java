package dev.keyturn.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.key.SecretValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Against the real database that the quickstart starts.
class DatabaseTest {
  private static final Cleanup CLEANUP = new Cleanup();
  private static Workspace workspace;
  private static Database database;

  @BeforeAll
  static void start() throws Exception {
    workspace = CLEANUP.add(Workspace.create());
    database = Database.start(workspace, CLEANUP);
  }

  @AfterAll
  static void stopLeavesNothing() {
    Path postmaster = workspace.root().resolve("postgres/data/postmaster.pid");
    assertThat(postmaster).exists();
    CLEANUP.close();
    assertThat(workspace.root()).doesNotExist();
  }

  @Test
  void theApplicationPlacesOrdersUnderItsOwnName() throws Exception {
    try (Connection connection = database.application().open();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO orders DEFAULT VALUES");
    }
    assertThat(database.ordersByUser()).containsOnlyKeys("shop").containsEntry("shop", 1L);
  }

  @Test
  void theSuperuserIsOne() throws Exception {
    try (Connection connection = database.superuser().open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW is_superuser")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("on");
    }
  }

  @Test
  void nobodyGetsInWithoutTheRightPassword() {
    for (String user : new String[] {"shop", "postgres"}) {
      Login wrong = new Login(database.port(), "shop", user, SecretValue.ofString("wrong"));
      SQLException denied = catchThrowableOfType(SQLException.class, wrong::open);
      assertThat(Login.denied(denied)).isTrue();
    }
  }

  @Test
  void aServerThatIsNotThereIsNoDenial() {
    Login nowhere = new Login(1, "shop", "shop", SecretValue.ofString("any"));
    SQLException unreachable = catchThrowableOfType(SQLException.class, nowhere::open);
    assertThat(Login.denied(unreachable)).isFalse();
  }

  @Test
  void theSecretOpensTheDatabase() throws Exception {
    SecretValue secret = database.application().toSecret(Optional.of("arn:of:superuser"));
    assertThat(secret.revealString()).contains("\"engine\":\"postgres\"", "arn:of:superuser");
    try (Connection connection = Login.of(secret).open()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void theFileWithTheFirstPasswordIsGone() throws Exception {
    try (var files = Files.list(workspace.root())) {
      assertThat(files.map(file -> file.getFileName().toString())).containsOnly("postgres");
    }
  }
}
