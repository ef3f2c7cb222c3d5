package dev.keyturn.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a failure of a rotation function usually means to who wrote it.
final class FunctionAdvice {
  private static final List<Line> LINES =
      List.of(
          line(
              "key is missing from secret JSON",
              "Add that key to the file of --secret-string; the superuser's secret is named with --superuser."),
          line(
              "does not exist",
              "Create the function first: its README.md has the commands, from create-role to add-permission."),
          line(
              "secretsmanager.amazonaws.com",
              "aws lambda add-permission --function-name FUNCTION --statement-id rotation --action"
                  + " lambda:InvokeFunction --principal secretsmanager.amazonaws.com --source-account ACCOUNT"),
          line(
              "another account or region",
              "Name the function by an ARN of this account and region, or give --region."),
          line(
              "assume",
              "Let lambda.amazonaws.com assume the function's role: aws iam update-assume-role-policy."),
          line(
              "AccessDenied|not authorized",
              "Give the function's role the right with aws iam put-role-policy: DescribeSecret, GetSecretValue,"
                  + " PutSecretValue, UpdateSecretVersionStage on the secret, and GetRandomPassword."),
          line(
              "did not end within|timed out|time-out",
              "If the target answers slowly, give the function more time: aws lambda"
                  + " update-function-configuration --timeout 30. If not, it waits for a host that it cannot reach."),
          line(
              "[Cc]ould not connect|[Cc]onnection refused|unreachable|ECONNREFUSED|ENOTFOUND",
              "Check host and port in the file of --secret-string, and the function's egress list."),
          line(
              "No module named|Cannot find (module|package)|ClassNotFound|NoClassDefFound",
              "Put what the function imports into its zip, or into a layer."),
          line(
              "target\\.(py|mjs), |UnsupportedOperationException|NotImplementedError",
              "The function's target is not filled in yet."));

  private FunctionAdvice() {}

  private record Line(Pattern sign, String text) {}

  private static Line line(String sign, String text) {
    return new Line(Pattern.compile(sign), text);
  }

  /// What to do about a failure, the server's own advice first.
  static List<String> of(String message, String remedy) {
    List<String> all = new ArrayList<>();
    if (!remedy.isEmpty()) {
      all.add(remedy);
    }
    LINES.stream()
        .filter(line -> line.sign.matcher(message).find())
        .map(Line::text)
        .filter(text -> !all.contains(text))
        .forEach(all::add);
    return all;
  }
}
