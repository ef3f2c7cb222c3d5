package dev.keyturn.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

  @Test
  void isForItsOwnerAloneAndGoesAway() throws Exception {
    Workspace workspace = Workspace.create();
    Path file = workspace.file("secret", "value");
    Path folder = workspace.folder("folder");
    Files.writeString(folder.resolve("deep"), "down");

    assertThat(mode(workspace.root())).isEqualTo("rwx------");
    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(file).hasContent("value");

    workspace.close();
    assertThat(workspace.root()).doesNotExist();
    workspace.close();
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
