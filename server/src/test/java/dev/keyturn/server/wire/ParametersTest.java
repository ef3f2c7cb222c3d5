package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private static Parameters of(String query, String body) throws Rejection {
    byte[] form = body.getBytes(StandardCharsets.UTF_8);
    return Parameters.of(new HttpRequest("POST", "/", query, Map.of(), form, "127.0.0.1", false));
  }

  @Test
  void aPlusIsASpaceInAFormOnly() throws Rejection {
    Parameters given = of("query=a+b%2Bc", "form=a+b%2Bc");
    assertThat(given.below("query").value()).contains("a+b+c");
    assertThat(given.below("form").value()).contains("a b+c");
  }
}
