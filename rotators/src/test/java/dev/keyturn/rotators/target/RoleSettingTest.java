package dev.keyturn.rotators.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoleSettingTest {

  private static List<String> elements(String name, String value) {
    return new RoleSetting(Optional.empty(), name, value).elements();
  }

  @Test
  void aListOfNamesIsTakenApartAsTheServerWroteIt() {
    assertThat(elements("search_path", "\"$user\", public")).containsExactly("$user", "public");
    assertThat(elements("search_path", "\"Odd, \"\"one\"\"\", public"))
        .containsExactly("Odd, \"one\"", "public");
    assertThat(elements("temp_tablespaces", "\"\"")).containsExactly("");
  }

  @Test
  void anyOtherValueIsOneText() {
    assertThat(elements("application_name", "a, \"b\"")).containsExactly("a, \"b\"");
  }
}
