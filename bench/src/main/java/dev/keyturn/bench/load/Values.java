package dev.keyturn.bench.load;

import java.util.UUID;

/// What is stored: credentials of a database user, as rotation knows them.
final class Values {
  private Values() {}

  static String credentials(String host, int port) {
    return """
    {"engine":"postgres","host":"%s","port":%d,"dbname":"app","username":"app","password":"%s"}\
    """
        .formatted(host, port, UUID.randomUUID());
  }

  /// The credentials of a user of a real database.
  ///
  /// @param superuserArn empty: the secret names none
  static String of(Target target, User user, String superuserArn) {
    String master = superuserArn.isEmpty() ? "" : ",\"masterarn\":\"" + superuserArn + "\"";
    return """
    {%s,"username":"%s","password":"%s"%s}\
    """
        .formatted(target.place(), user.name(), user.password(), master);
  }

  static String put(String secret) {
    return body("SecretId", secret, credentials("db.example.com", 5432));
  }

  static String create(String name, String value) {
    return body("Name", name, value);
  }

  private static String body(String id, String secret, String value) {
    return """
    {"%s":"%s","ClientRequestToken":"%s","SecretString":"%s"}\
    """
        .formatted(id, secret, UUID.randomUUID(), value.replace("\"", "\\\""));
  }

  static String id(String secret) {
    return "{\"SecretId\":\"%s\"}".formatted(secret);
  }

  static String rotate(String secret) {
    return rotate(
        secret, UUID.randomUUID().toString(), "SecretsManagerRDSPostgreSQLRotationSingleUser");
  }

  static String rotate(String secret, String token, String function) {
    return """
    {"SecretId":"%s","ClientRequestToken":"%s","RotationRules":{"ScheduleExpression":"rate(1 day)"},\
    "RotationLambdaARN":"arn:aws:lambda:%s:000000000000:function:%s"}\
    """
        .formatted(secret, token, Requests.REGION, function);
  }

  /// Turns a rotation on that starts by itself.
  static String schedule(String secret, String function, String expression, String duration) {
    return """
    {"SecretId":"%s","RotateImmediately":false,\
    "RotationRules":{"ScheduleExpression":"%s","Duration":"%s"},\
    "RotationLambdaARN":"arn:aws:lambda:%s:000000000000:function:%s","ClientRequestToken":"%s"}\
    """
        .formatted(secret, expression, duration, Requests.REGION, function, UUID.randomUUID());
  }
}
