package dev.keyturn.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;

/// A secret of a server under test, and one client that rotates it.
final class RotatingSecret implements Rotations.Series {
  private static final Duration OFTEN = Duration.ofNanos(500_000);

  private final Requests requests;
  private final Client client;
  private final String id;
  private final String function;
  private final byte[] describe;
  private long shortest;

  private RotatingSecret(Program server, String id, String function) throws IOException {
    this.requests = server.requests();
    this.client = new Client(server);
    this.id = id;
    this.function = function;
    this.describe = requests.signed("keyturn", "DescribeRotation", Values.id(id));
  }

  /// Stores a value and says what rotates it.
  static RotatingSecret create(Program server, String value, String function) throws IOException {
    String id = "rotating/" + UUID.randomUUID();
    RotatingSecret secret = new RotatingSecret(server, id, function);
    secret.send("CreateSecret", Values.create(id, value));
    return secret;
  }

  private String send(String operation, String body) throws IOException {
    return client.call(requests.signed(operation, body));
  }

  String arn() throws IOException {
    return send("DescribeSecret", Values.id(id)).replaceFirst("(?s).*?\"ARN\":\"([^\"]*).*", "$1");
  }

  /// Begins a rotation to this version.
  void begin(String token) throws IOException {
    send("RotateSecret", Values.rotate(id, token, function));
  }

  /// Waits until the last rotation is over and on the record.
  ///
  /// @return what [System#nanoTime()] said then, as far as that can be seen from outside
  long awaitEnd() throws IOException, InterruptedException {
    return client.await(describe, OFTEN, answer -> answer.contains("\"State\":\"IDLE\"")).middle();
  }

  byte[] read() {
    return requests.signed("GetSecretValue", Values.id(id));
  }

  /// The time from the call of RotateSecret to the end of the rotation. Nobody looks for the end
  /// before most of the shortest time so far is over, because each look takes something from the
  /// server.
  @Override
  public double once() throws IOException, InterruptedException {
    long began = System.nanoTime();
    begin(UUID.randomUUID().toString());
    long quiet = shortest * 9 / 10 - (System.nanoTime() - began);
    Thread.sleep(Duration.ofNanos(Math.max(0, quiet)));
    long took = awaitEnd() - began;
    shortest = shortest == 0 ? took : Math.min(shortest, took);
    return took / 1e6;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
