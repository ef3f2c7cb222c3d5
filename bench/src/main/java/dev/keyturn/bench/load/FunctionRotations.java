package dev.keyturn.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyturn.bench.load.Rotations.Series;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A rotation by a user's warm Python function, against the same function called by hand: its four
/// steps, one after the other, by Invoke.
final class FunctionRotations {
  private static final int TIMED = 20;

  /// A rotation is much code, which is compiled only after many of them.
  private static final int WARM_UP = 2_000;

  private static final String NAME = "rotator";
  private static final String CODE =
      """
      import boto3
      client = boto3.client('secretsmanager')
      def handler(event, context):
          secret, token, step = event['SecretId'], event['ClientRequestToken'], event['Step']
          versions = client.describe_secret(SecretId=secret)['VersionIdsToStages']
          if step == 'createSecret':
              present = client.get_secret_value(SecretId=secret, VersionStage='AWSCURRENT')
              password = client.get_random_password(ExcludePunctuation=True)['RandomPassword']
              client.put_secret_value(SecretId=secret, ClientRequestToken=token, SecretString=password,
                                      VersionStages=['AWSPENDING'])
          elif step == 'finishSecret':
              current = next(version for version, stages in versions.items() if 'AWSCURRENT' in stages)
              client.update_secret_version_stage(SecretId=secret, VersionStage='AWSCURRENT',
                                                 MoveToVersionId=token, RemoveFromVersionId=current)
          else:
              client.get_secret_value(SecretId=secret, VersionId=token, VersionStage='AWSPENDING')
      """;
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",\
      "Principal":{"Service":"lambda.amazonaws.com"}}]}\
      """;
  private static final String RIGHTS =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}]}\
      """;

  private final Bench bench;

  FunctionRotations(Bench bench) {
    this.bench = bench;
  }

  void measure() throws Exception {
    try (Program server = bench.server(bench.stores().scratch())) {
      create(server);
      List<Callable<Double>> sides =
          List.of(
              () -> median(RotatingSecret.create(server, "first", NAME)),
              () -> median(new ByHand(server)));
      for (Callable<Double> side : sides) {
        for (int i = 0; i < WARM_UP / TIMED; i++) {
          var _ = side.call();
        }
      }
      List<double[]> times = Comparison.inTurns(bench.options().rounds(), sides);
      bench
          .table()
          .times(
              "A rotation through a warm Python function / its steps by hand",
              Comparison.of(times.getFirst(), times.getLast()),
              1.3);
    }
  }

  private static void create(Program server) throws IOException {
    String _ =
        IamCall.of(
            server,
            "CreateRole",
            Map.of("RoleName", NAME, "AssumeRolePolicyDocument", TRUST.strip()));
    String _ =
        IamCall.of(
            server,
            "PutRolePolicy",
            Map.of("RoleName", NAME, "PolicyName", NAME, "PolicyDocument", RIGHTS.strip()));
    String function =
        """
        {"FunctionName":"%s","Runtime":"python3.11","Handler":"app.handler","Timeout":30,\
        "Role":"arn:aws:iam::000000000000:role/%s","Code":{"ZipFile":"%s"}}\
        """
            .formatted(NAME, NAME, Base64.getEncoder().encodeToString(zip()));
    call(server, "/", function, "\"State\":\"Active\"");
    String permission =
        """
        {"StatementId":"rotation","Action":"lambda:InvokeFunction",\
        "Principal":"secretsmanager.amazonaws.com","SourceAccount":"000000000000"}\
        """;
    call(server, "/" + NAME + "/policy", permission, "Statement");
  }

  private static void call(Program server, String path, String body, String wanted)
      throws IOException {
    String answer = Load.once(server.address(), server.requests().lambda(path, body.strip()));
    if (!answer.contains(wanted)) {
      throw new IOException(path + " was answered with " + answer);
    }
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("app.py"));
      out.write(CODE.getBytes(UTF_8));
    }
    return zip.toByteArray();
  }

  private static double median(Series opened) throws Exception {
    try (Series series = opened) {
      var _ = series.once();
      double[] times = new double[TIMED];
      for (int i = 0; i < TIMED; i++) {
        times[i] = series.once();
      }
      return Comparison.median(times);
    }
  }

  /// A secret that no rotation knows of, and the function called for it by a client.
  private static final class ByHand implements Series {
    private final Requests requests;
    private final Client client;
    private final String id = "by-hand/" + UUID.randomUUID();

    ByHand(Program server) throws IOException {
      this.requests = server.requests();
      this.client = new Client(server);
      String _ = client.call(requests.signed("CreateSecret", Values.create(id, "first")));
    }

    @Override
    public double once() throws IOException {
      String token = UUID.randomUUID().toString();
      long began = System.nanoTime();
      for (String step : List.of("createSecret", "setSecret", "testSecret", "finishSecret")) {
        String event =
            "{\"Step\":\"%s\",\"SecretId\":\"%s\",\"ClientRequestToken\":\"%s\"}"
                .formatted(step, id, token);
        String answer = client.call(requests.lambda("/" + NAME + "/invocations", event));
        if (!answer.equals("null")) {
          throw new IOException(step + " was answered with " + answer);
        }
      }
      return (System.nanoTime() - began) / 1e6;
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }
}
