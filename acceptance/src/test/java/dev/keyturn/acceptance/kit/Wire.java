package dev.keyturn.acceptance.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests byte by byte: properly signed, with any body and any headers, over a plain socket, for
/// what no SDK would send.
public final class Wire {
  private static final JsonMapper JSON = new JsonMapper();

  private final Program program;

  public Wire(Program program) {
    this.program = program;
  }

  /// An answer; its text is all that was sent.
  ///
  /// @param status 0 when the connection was closed without an answer
  public record Answer(int status, String head, String body) {

    /// The short name in `__type`.
    public String code() {
      String type = json().required("__type").asString();
      return type.substring(type.indexOf('#') + 1);
    }

    public JsonNode json() {
      return JSON.readTree(body);
    }
  }

  /// The headers of a POST to `/`, signed by the AWS SDK.
  public Map<String, String> sign(String target, byte[] body) {
    SdkHttpRequest request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(program.endpoint())
            .encodedPath("/")
            .putHeader("Content-Type", "application/x-amz-json-1.1")
            .putHeader("X-Amz-Target", target)
            .build();
    AwsCredentialsIdentity identity =
        AwsCredentialsIdentity.create(program.accessKeyId(), program.secretAccessKey());
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(sign ->
                sign.identity(identity)
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "secretsmanager")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, Program.REGION))
            .request();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", "127.0.0.1:" + program.port());
    signed.forEachHeader((name, values) -> headers.put(name, values.getFirst()));
    headers.put("Content-Length", String.valueOf(body.length));
    headers.put("Connection", "close");
    return headers;
  }

  /// Signs and sends.
  public Answer post(String operation, byte[] body) throws IOException {
    return send("POST / HTTP/1.1", sign("secretsmanager." + operation, body), body);
  }

  public Answer post(String operation, String body) throws IOException {
    return post(operation, body.getBytes(UTF_8));
  }

  /// Sends exactly this, tells the server that nothing more comes, and reads the answer.
  public Answer send(String requestLine, Map<String, String> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder(requestLine).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.toString().getBytes(ISO_8859_1));
    whole.writeBytes(body);
    return exchange(whole.toByteArray());
  }

  /// Sends these bytes, half-closes the connection, and reads to its end.
  public Answer exchange(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), program.port())) {
      socket.setSoTimeout(60_000);
      try {
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
      } catch (IOException refusedEarly) {
        // The server may answer and close before it has read everything.
      }
      return parse(readAll(socket));
    }
  }

  private static String readAll(Socket socket) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(read);
    } catch (IOException reset) {
      // What came before counts.
    }
    return read.toString(UTF_8);
  }

  private static Answer parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Answer(0, text, "");
    }
    String head = text.substring(0, end);
    List<String> words = List.of(head.split(" ", 3));
    return new Answer(Integer.parseInt(words.get(1)), head, text.substring(end + 4));
  }
}
