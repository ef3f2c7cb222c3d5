package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.sigv4.RawRequest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Thousands of broken requests, the same in every run: never an internal failure, and never
/// anything but JSON for an answer.
class GatewayFuzzTest {
  private static final int RUNS = 3_000;
  private static final String BODY =
      """
      {"Name":"db","Password":"s3cret","Data":"AAEC","Count":7,"Size":-1,"On":true,"At":1.5,
      "Tags":[{"Key":"a","Value":"b\\u00e9"}],"Labels":["x"],"Scores":{"p":1},"Other":[{}]}\
      """;
  private static final String PIECES =
      "{}[]\",:\\0123456789eE+-.nulltruefalse \n\u0000\ud83d\udd11";

  private final GatewayKit kit = new GatewayKit();

  @Test
  void answersEveryBody() {
    Random random = new Random(7117);
    for (int i = 0; i < RUNS; i++) {
      String body = mutate(BODY, random);
      assertAnswered(kit.call("Echo", body), body);
    }
  }

  @Test
  void answersEveryAuthorization() {
    Random random = new Random(7118);
    RawRequest signed = kit.sign(GatewayKit.request("testing.Nothing", ""));
    for (int i = 0; i < RUNS; i++) {
      String header = mutate(signed.header("authorization"), random);
      assertAnswered(kit.send(signed.with("authorization", header)), header);
    }
  }

  @Test
  void answersEveryTarget() {
    Random random = new Random(7119);
    RawRequest signed = kit.sign(GatewayKit.request("testing.Nothing", ""));
    for (int i = 0; i < RUNS; i++) {
      String path = mutate("/a/%20/../b", random);
      String query = mutate("a=%2F&b=c", random);
      assertAnswered(kit.send(signed.withTarget("/", query)), query);
      assertAnswered(kit.send(signed.withTarget(path, query)), path);
    }
  }

  private static void assertAnswered(HttpResponse response, String what) {
    assertThat(response.status()).as(what).isLessThan(500);
    if (response.body().length > 0) {
      assertThat(response.body()[0]).as(what).isEqualTo((byte) '{');
    }
  }

  /// Up to four characters taken away, put in, replaced or doubled.
  private static String mutate(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0 && !mutated.isEmpty(); i--) {
      int at = random.nextInt(mutated.length());
      char piece = PIECES.charAt(random.nextInt(PIECES.length()));
      switch (random.nextInt(5)) {
        case 0 -> mutated.deleteCharAt(at);
        case 1 -> mutated.insert(at, piece);
        case 2 -> mutated.setCharAt(at, piece);
        case 3 -> mutated.insert(at, mutated.substring(at / 2, at));
        default -> mutated.setLength(at);
      }
    }
    return mutated.toString();
  }
}
