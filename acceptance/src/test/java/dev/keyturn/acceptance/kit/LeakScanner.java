package dev.keyturn.acceptance.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Looks for many secrets in many files at once, each as it is and in the forms that programs put
/// text into: base64 (at every alignment), percent-encoded, escaped for JSON, hexadecimal, UTF-16.
///
/// Every form is found by its first eight bytes: one look-up for each byte of a file.
public final class LeakScanner {
  private static final int HEAD = 8;
  private static final int FILTER_BITS = 22;

  private final Map<Long, List<Needle>> byHead = new HashMap<>();
  private final BitSet filter = new BitSet(1 << FILTER_BITS);

  /// A form of a secret. Only the form has a name that may be shown.
  private static final class Needle {
    private final String form;
    private final byte[] bytes;

    Needle(String form, byte[] bytes) {
      this.form = form;
      this.bytes = bytes;
    }

    boolean standsAt(byte[] content, int at) {
      int end = at + bytes.length;
      return end <= content.length && Arrays.equals(content, at, end, bytes, 0, bytes.length);
    }
  }

  /// What was found, and where; never the secret itself.
  public record Leak(Path file, long offset, String form) {}

  public LeakScanner(Collection<String> secrets) {
    secrets.forEach(this::addForms);
  }

  private void addForms(String secret) {
    byte[] bytes = secret.getBytes(UTF_8);
    add("plain", bytes);
    add("UTF-16", secret.getBytes(UTF_16LE));
    add("hexadecimal", HexFormat.of().formatHex(bytes).getBytes(ISO_8859_1));
    add("percent-encoded", URLEncoder.encode(secret, UTF_8).getBytes(ISO_8859_1));
    String json = new JsonMapper().writeValueAsString(secret);
    add("JSON", json.substring(1, json.length() - 1).getBytes(UTF_8));
    for (int shift = 0; shift < 3; shift++) {
      add("base64", base64(bytes, shift));
    }
  }

  /// The characters of base64 that depend on these bytes alone, when `shift` unknown ones stand
  /// before them and any number after.
  private static byte[] base64(byte[] bytes, int shift) {
    byte[] shifted = new byte[shift + bytes.length];
    System.arraycopy(bytes, 0, shifted, shift, bytes.length);
    String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int from = (shift * 8 + 5) / 6;
    int to = shifted.length * 8 / 6;
    return text.substring(from, to).getBytes(ISO_8859_1);
  }

  private void add(String form, byte[] bytes) {
    if (bytes.length < HEAD) {
      throw new IllegalArgumentException("Too short to be told from chance in a search");
    }
    long head = head(bytes, 0);
    filter.set(slot(head));
    byHead.computeIfAbsent(head, _ -> new ArrayList<>()).add(new Needle(form, bytes));
  }

  /// Searches all files below a folder that a predicate lets through.
  public List<Leak> search(Path folder, Predicate<Path> included) throws IOException {
    List<Leak> leaks = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).filter(included).toList()) {
        searchFile(file, leaks);
      }
    }
    return leaks;
  }

  private void searchFile(Path file, List<Leak> leaks) throws IOException {
    byte[] content = Files.readAllBytes(file);
    if (content.length < HEAD) {
      return;
    }
    long window = head(content, 0) >>> 8;
    for (int at = 0; at + HEAD <= content.length; at++) {
      window = (window << 8) | (content[at + HEAD - 1] & 0xff);
      if (filter.get(slot(window))) {
        for (Needle needle : byHead.getOrDefault(window, List.of())) {
          if (needle.standsAt(content, at)) {
            leaks.add(new Leak(file, at, needle.form));
          }
        }
      }
    }
  }

  private static long head(byte[] bytes, int at) {
    long head = 0;
    for (int i = at; i < at + HEAD; i++) {
      head = (head << 8) | (bytes[i] & 0xff);
    }
    return head;
  }

  private static int slot(long head) {
    return (int) ((head * 0x9E3779B97F4A7C15L) >>> (64 - FILTER_BITS));
  }
}
