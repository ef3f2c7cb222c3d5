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

  static String rotate(String secret) {
    return """
    {"SecretId":"%s","ClientRequestToken":"%s","RotationRules":{"ScheduleExpression":"rate(1 day)"},\
    "RotationLambdaARN":"arn:aws:lambda:%s:000000000000:function:SecretsManagerRDSPostgreSQLRotationSingleUser"}\
    """
        .formatted(secret, UUID.randomUUID(), Requests.REGION);
  }
}
