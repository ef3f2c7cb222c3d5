package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Engine;
import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.LeakScanner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// Runs after all other classes and searches everything that they have left behind: stores with
/// their journals, audit files, outputs, temporary files, and the databases' own logs, which have
/// every statement.
@Order(Integer.MAX_VALUE)
class NothingLeaksIT {

  @BeforeAll
  static void collect() {
    Engine.close();
  }

  @Test
  void noSecretOfAnyTestIsFoundAnywhere() throws Exception {
    Set<String> secrets = Evidence.secrets();
    long files;
    long bytes = 0;
    try (Stream<Path> all = Files.walk(Evidence.root())) {
      var list = all.filter(Files::isRegularFile).toList();
      files = list.size();
      for (Path file : list) {
        bytes += Files.size(file);
      }
    }
    var leaks = new LeakScanner(secrets).search(Evidence.root(), _ -> true);
    System.out.printf(
        "Searched %d files, %,d bytes, for %d secrets: %d leaks%n",
        files, bytes, secrets.size(), leaks.size());
    assertThat(leaks).isEmpty();
  }

  @Test
  void thereWasSomethingToSearch() throws Exception {
    assertThat(Evidence.secrets()).hasSizeGreaterThan(100);
    try (Stream<Path> all = Files.walk(Evidence.root())) {
      assertThat(all.filter(Files::isRegularFile).map(path -> path.getFileName().toString()))
          .anyMatch(name -> name.endsWith("output.log"))
          .anyMatch(name -> name.startsWith("postgresql-") && name.endsWith(".log"))
          .anyMatch(name -> name.startsWith("mariadb-") && name.endsWith(".log"))
          .anyMatch(name -> name.startsWith("redis-") && name.endsWith(".log"))
          .anyMatch(name -> name.contains("audit"))
          .anyMatch(name -> name.endsWith(".db") || name.endsWith(".sqlite"));
    }
  }
}
