package dev.keyturn.bench.load;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.cli.AccessKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// GetSecretValue by a user to whom 20 policies of 10 statements are attached, against the same by
/// one who has nothing but the statement that allows it.
final class Policies {
  private static final int ATTACHED = 20;

  /// As many as a user may have; the others are those of its group.
  private static final int OF_THE_USER = 10;

  private static final int STATEMENTS = 10;
  private static final String ALLOWING =
      """
      {"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":\
      "arn:aws:secretsmanager:*:*:secret:bench/*"}\
      """;

  /// Another service's action; another secret; all but a condition.
  private static final List<String> OTHERS =
      List.of(
          """
          {"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*"}\
          """,
          """
          {"Effect":"Allow","Action":"secretsmanager:Get*","Resource":\
          "arn:aws:secretsmanager:*:*:secret:team%1$d/*"}\
          """,
          """
          {"Effect":"Allow","Action":"secretsmanager:*","Resource":\
          "arn:aws:secretsmanager:*:*:secret:bench/*","Condition":\
          {"StringEquals":{"aws:ResourceTag/team":"team%1$d"}}}\
          """);

  private final Bench bench;

  Policies(Bench bench) {
    this.bench = bench;
  }

  void measure() throws Exception {
    try (Program server = bench.server(bench.stores().scratch())) {
      Iam iam = new Iam(server);
      Iterator<byte[]> plain = hot(server, iam.user(0));
      Iterator<byte[]> attached = hot(server, iam.user(ATTACHED));
      Bench.warmUp(server, Bench.READERS, plain);
      Bench.warmUp(server, Bench.READERS, attached);
      List<double[]> rates =
          Comparison.inTurns(
              bench.options().rounds(),
              List.of(
                  () -> bench.rate(server, Bench.READERS, plain),
                  () -> bench.rate(server, Bench.READERS, attached)));
      bench
          .table()
          .ratio(
              "GetSecretValue, %d policies of %d statements / one statement"
                  .formatted(ATTACHED, STATEMENTS),
              Comparison.of(rates.get(1), rates.get(0)),
              0.9);
    }
  }

  private Iterator<byte[]> hot(Program server, AccessKey key) {
    return new Requests(server.endpoint(), key).hot(Bench.HOT, bench.random());
  }

  /// The server's IAM.
  private record Iam(Program server) {
    private static final Pattern ID = Pattern.compile("<AccessKeyId>(.+?)</AccessKeyId>");
    private static final Pattern SECRET =
        Pattern.compile("<SecretAccessKey>(.+?)</SecretAccessKey>");

    /// The key of a new user that may read the hot secrets.
    ///
    /// @param policies how many there are beside the one that allows it
    AccessKey user(int policies) throws IOException {
      String name = "user-" + UUID.randomUUID();
      call("CreateUser", Map.of("UserName", name));
      call("CreateGroup", Map.of("GroupName", name));
      call("AddUserToGroup", Map.of("UserName", name, "GroupName", name));
      for (int i = 0; i < policies; i++) {
        attach(name, i);
      }
      call(
          "PutGroupPolicy",
          Map.of("GroupName", name, "PolicyName", "reads", "PolicyDocument", document(ALLOWING)));
      String key = call("CreateAccessKey", Map.of("UserName", name));
      return new AccessKey(
          found(ID, key), SecretValue.ofString(found(SECRET, key)), Optional.empty());
    }

    private void attach(String name, int number) throws IOException {
      List<String> statements = new ArrayList<>();
      for (int i = 0; i < STATEMENTS; i++) {
        int each = number * STATEMENTS + i;
        statements.add(OTHERS.get(each % OTHERS.size()).formatted(each));
      }
      String policy = name + "-" + number;
      String created =
          call(
              "CreatePolicy",
              Map.of(
                  "PolicyName", policy, "PolicyDocument", document(String.join(",", statements))));
      String arn = found(Pattern.compile("<Arn>(.+?)</Arn>"), created);
      if (number < OF_THE_USER) {
        call("AttachUserPolicy", Map.of("UserName", name, "PolicyArn", arn));
      } else {
        call("AttachGroupPolicy", Map.of("GroupName", name, "PolicyArn", arn));
      }
    }

    private static String document(String statements) {
      return "{\"Version\":\"2012-10-17\",\"Statement\":[%s]}".formatted(statements);
    }

    private static String found(Pattern pattern, String answer) {
      Matcher matcher = pattern.matcher(answer);
      if (!matcher.find()) {
        throw new IllegalStateException("There is no " + pattern + " in " + answer);
      }
      return matcher.group(1);
    }

    private String call(String action, Map<String, String> parameters) throws IOException {
      return IamCall.of(server, action, parameters);
    }
  }
}
