package dev.keyturn.server.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Every setting of the server. The name gives its three forms: `--tls-cert` on the command line,
/// `KEYTURN_TLS_CERT` in the environment and `tls-cert` in the file.
///
/// A [Kind#SECRET] never stands on a command line, where every user of the machine can read it:
/// there, and as `…_FILE` and `…-file`, the *path* of a file that holds it is given.
public enum Setting {
  DATA(Kind.TEXT, "./keyturn-data", "DIR", "Where everything is kept."),
  LISTEN(
      Kind.TEXT,
      "127.0.0.1:7117",
      "HOST:PORT",
      "Where the server answers. Port 0 picks a free one."),
  ALLOW_INSECURE_LISTEN(
      Kind.FLAG, "false", "", "Listen beyond loopback without TLS, behind a proxy that has it."),
  TLS_CERT(Kind.TEXT, "", "FILE", "The certificate chain (PEM). Read again when it changes."),
  TLS_KEY(Kind.TEXT, "", "FILE", "The private key of the certificate (PEM, PKCS#8)."),
  MAX_CONNECTIONS(Kind.TEXT, "4096", "N", "How many connections may be open at a time."),
  REQUEST_TIMEOUT(
      Kind.TEXT, "20s", "TIME", "How long a client may take to send a request or to read it."),
  IDLE_TIMEOUT(Kind.TEXT, "120s", "TIME", "How long a connection may stay without a request."),
  DRAIN_TIME(Kind.TEXT, "20s", "TIME", "How long requests in flight may go on after SIGTERM."),
  MASTER_KEY_FILE(
      Kind.TEXT,
      "DATA/master.key",
      "FILE",
      "The master key's file, readable by its owner only. Made at the first start."),
  MASTER_KEY_COMMAND(
      Kind.LIST,
      "",
      "ARG",
      "A command, argument by argument, that prints the master key (base64 of 32 bytes)."),
  MASTER_KEY(
      Kind.ENVIRONMENT,
      "",
      "",
      "The master key itself (base64 of 32 bytes), from outside the disk."),
  BOOTSTRAP_ACCOUNT(
      Kind.TEXT, "000000000000", "ID", "The account that the first start makes. Twelve digits."),
  BOOTSTRAP_ACCESS_KEY_ID(
      Kind.TEXT, "", "ID", "Its administrator's access key id. Counts at the first start only."),
  BOOTSTRAP_SECRET_ACCESS_KEY(
      Kind.SECRET,
      "",
      "",
      "Its administrator's secret access key. Counts at the first start only."),
  TARGET_CA(Kind.TEXT, "", "FILE", "Certificates (PEM) that targets may be signed by, too."),
  TARGET_ALLOW(
      Kind.LIST, "", "NETWORK", "Networks (CIDR) that rotations may reach although denied."),
  TARGET_DENY(
      Kind.LIST,
      "",
      "TARGET",
      "Hosts or networks that rotations may not reach, besides the usual."),
  MAX_ROTATIONS_PER_TARGET(
      Kind.TEXT, "4", "N", "How many rotations may run against one host and port at a time."),
  ROTATION_PREFLIGHT(
      Kind.TEXT,
      "off",
      "off|warn|refuse",
      "Whether RotateSecret checks a rotation before it turns it on, and what a failure does."),
  FUNCTION_ENVIRONMENT(
      Kind.TABLE, "", "FUNCTION.NAME=VALUE", "Environment variables of a built-in function."),
  FUNCTIONS_SANDBOX(
      Kind.TEXT,
      "auto",
      "auto|required|off",
      "Whether users' functions run in sandboxes: where the machine can, or not at all, or never."),
  FUNCTIONS_ENDPOINT(
      Kind.TEXT, "", "URL", "Where users' functions find this server, when not where it listens."),
  MAX_FUNCTION_INSTANCES(
      Kind.TEXT, "64", "N", "How many processes of users' functions there may be at a time."),
  FUNCTION_IDLE_TIME(
      Kind.TEXT, "10m", "TIME", "How long a process of a user's function stays without work."),
  REMOTE_FUNCTIONS(
      Kind.TABLE,
      "",
      "FUNCTION.NAME=VALUE",
      "Rotation functions that run elsewhere: at an HTTPS endpoint or in AWS."),
  ALARM_URL(Kind.TEXT, "", "URL", "The webhook that is told when a rotation needs somebody."),
  ALARM_SECRET(Kind.SECRET, "", "", "What alarms are signed with: at least 16 characters."),
  ALARM_CA(Kind.TEXT, "", "FILE", "Certificates (PEM) that the webhook may be signed by, too."),
  LOG_FORMAT(Kind.TEXT, "text", "text|json", "How log lines look on standard error.");

  /// What a setting's value looks like.
  public enum Kind {
    TEXT,
    /// Present or absent; `true` or `false` in the environment and the file.
    FLAG,
    /// Repeated on the command line, separated by commas in the environment.
    LIST,
    /// Functions with their variables: a JSON object of objects in the environment.
    TABLE,
    /// Secret material.
    SECRET,
    /// Secret material that only the environment may give.
    ENVIRONMENT
  }

  private final Kind kind;
  private final String shownDefault;
  private final String placeholder;
  private final String description;

  Setting(Kind kind, String shownDefault, String placeholder, String description) {
    this.kind = kind;
    this.shownDefault = shownDefault;
    this.placeholder = placeholder;
    this.description = description;
  }

  public Kind kind() {
    return kind;
  }

  /// The name in the file and, after `--`, on the command line.
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The variable in the environment.
  public String variable() {
    return "KEYTURN_" + name();
  }

  /// The default as people read it; empty text when there is none.
  public String shownDefault() {
    return shownDefault;
  }

  public String placeholder() {
    return placeholder;
  }

  public String description() {
    return description;
  }

  /// The setting with this key in the file.
  public static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }
}
