package dev.keyturn.acceptance.kit;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The search must be able to fail: what is planted is found.
class LeakScannerTest {
  private static final String SECRET = "q7%\"\\é/Zt+4kW=mB9&xyz";
  private static final String OTHER = "another-secret-value-0001";

  @TempDir Path folder;
  private final LeakScanner scanner = new LeakScanner(List.of(SECRET, OTHER));

  @Test
  void findsPlainTextAnywhereInAFile() throws Exception {
    plant("before" + SECRET + "after", "x".repeat(100_000) + SECRET);
    assertThat(found()).containsExactly("plain", "plain");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void findsBase64AtEveryAlignment(int before) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("a".repeat(before).getBytes(UTF_8));
    text.writeBytes(SECRET.getBytes(UTF_8));
    text.writeBytes("tail".getBytes(UTF_8));
    plant("{\"v\":\"" + Base64.getEncoder().encodeToString(text.toByteArray()) + "\"}");
    assertThat(found()).containsExactly("base64");
  }

  @Test
  void findsPercentEncodedJsonAndHexadecimal() throws Exception {
    plant("q=" + URLEncoder.encode(SECRET, UTF_8) + "&r=1");
    assertThat(found()).containsExactly("percent-encoded");
    plant("{\"v\":\"q7%\\\"\\\\é/Zt+4kW=mB9&xyz\"}");
    assertThat(found()).containsExactly("JSON");
    plant(HexFormat.of().formatHex(SECRET.getBytes(UTF_8)));
    assertThat(found()).containsExactly("hexadecimal");
  }

  @Test
  void findsUtf16() throws Exception {
    Files.write(folder.resolve("0"), ("xy" + OTHER).getBytes(UTF_16LE));
    assertThat(found()).containsExactly("UTF-16");
  }

  @Test
  void saysWhereButNotWhat() throws Exception {
    plant("12345" + OTHER);
    List<LeakScanner.Leak> leaks = scanner.search(folder, _ -> true);
    // Text without special characters looks the same in several forms.
    assertThat(leaks).isNotEmpty().allSatisfy(leak -> assertThat(leak.offset()).isEqualTo(5));
    assertThat(leaks.toString()).doesNotContain(OTHER);
  }

  @Test
  void findsNothingInNearMissesAndInFilesThatAreLeftOut() throws Exception {
    plant(OTHER.substring(1), SECRET.substring(0, 12), "short", "");
    assertThat(found()).isEmpty();
    plant(SECRET);
    assertThat(scanner.search(folder, _ -> false)).isEmpty();
  }

  private List<String> found() throws Exception {
    return scanner.search(folder, _ -> true).stream().map(LeakScanner.Leak::form).toList();
  }

  private void plant(String... contents) throws Exception {
    for (int i = 0; i < contents.length; i++) {
      Files.writeString(folder.resolve("file-" + i), contents[i]);
    }
  }
}
