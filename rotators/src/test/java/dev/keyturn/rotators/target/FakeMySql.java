package dev.keyturn.rotators.target;

import dev.keyturn.rotators.target.ScriptedServer.Script;
import dev.keyturn.rotators.target.ScriptedServer.Talk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/// The server's half of MySQL's protocol, as far as a hostile server needs it. One per connection.
final class FakeMySql {
  static final String VERSION = "8.0.36";

  private static final int LOCAL_FILES = 0x0000_0080;

  /// Protocol 4.1, plug-ins of authentication, long passwords, transactions, LOCAL files, and news
  /// of the session.
  private static final int CAPABILITIES = 0x008a_a285 | LOCAL_FILES;

  private static final int TLS = 0x0000_0800;
  private static final int TEXT = 253;

  private final Talk talk;
  private int sequence;
  private boolean offersFiles;

  private FakeMySql(Talk talk, int sequence) {
    this.talk = talk;
    this.sequence = sequence;
  }

  /// What a server does once it has been greeted back.
  @FunctionalInterface
  interface Deeds {
    void happen(FakeMySql fake) throws IOException;
  }

  /// How statements are answered.
  @FunctionalInterface
  interface Answers {
    void give(FakeMySql fake, String statement) throws IOException;
  }

  /// Says hello, hears the client's first proof, and goes on.
  static Script greeting(Deeds deeds) {
    return greeting(VERSION, deeds);
  }

  static Script greeting(String version, Deeds deeds) {
    return talk -> {
      FakeMySql fake = new FakeMySql(talk, 0);
      fake.say(hello(version, CAPABILITIES));
      fake.hearGreeting();
      deeds.happen(fake);
    };
  }

  /// The same under TLS.
  static Script encrypted(SSLContext context, Deeds deeds) {
    return talk -> {
      FakeMySql clear = new FakeMySql(talk, 0);
      clear.say(hello(VERSION, CAPABILITIES | TLS));
      clear.hear();
      FakeMySql fake = new FakeMySql(talk.secured(context), clear.sequence);
      fake.hearGreeting();
      deeds.happen(fake);
    };
  }

  private void hearGreeting() throws IOException {
    offersFiles = (hear()[0] & LOCAL_FILES) != 0;
  }

  /// Whether the client is willing to send files of its machine.
  boolean offersFiles() {
    return offersFiles;
  }

  /// Lets everybody in, and answers each statement.
  static Deeds session(Answers answers) {
    return fake -> {
      fake.ok();
      for (byte[] command = fake.hear(); command.length > 0; command = fake.hear()) {
        answers.give(fake, new String(command, 1, command.length - 1, StandardCharsets.UTF_8));
      }
    };
  }

  /// As a server that means no harm, as far as log-ins go.
  void answer(String statement) throws IOException {
    if (statement.startsWith("SELECT CURRENT_USER")) {
      row("app@%");
    } else if (statement.startsWith("SHOW CREATE USER")) {
      row(
          "CREATE USER 'app'@'%' IDENTIFIED WITH 'mysql_native_password' AS '*"
              + "A0".repeat(20)
              + "' REQUIRE NONE");
    } else if (statement.startsWith("SELECT") || statement.startsWith("select")) {
      row("1");
    } else {
      ok();
    }
  }

  private static byte[] hello(String version, int capabilities) {
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    hello.write(10);
    hello.writeBytes(text(version + "\0"));
    hello.writeBytes(new byte[] {7, 0, 0, 0});
    hello.writeBytes(text("saltsalt\0"));
    hello.writeBytes(new byte[] {(byte) capabilities, (byte) (capabilities >> 8), 45, 2, 0});
    hello.writeBytes(new byte[] {(byte) (capabilities >> 16), (byte) (capabilities >> 24), 21});
    hello.writeBytes(new byte[10]);
    hello.writeBytes(text("saltsaltsalt\0mysql_native_password\0"));
    return hello.toByteArray();
  }

  /// Asks for another way to prove the password, and hears the answer.
  void switchTo(String plugin) throws IOException {
    say(text("\u00fe" + plugin + "\0saltsaltsaltsaltsalt\0"));
    hear();
  }

  void ok() throws IOException {
    say(new byte[] {0, 0, 0, 2, 0, 0, 0});
  }

  /// Lets the client in, and says that it is served better elsewhere.
  void redirect(String url) throws IOException {
    ByteArrayOutputStream news = new ByteArrayOutputStream();
    news.writeBytes(text("\14redirect_url" + (char) url.length() + url));
    ByteArrayOutputStream ok = new ByteArrayOutputStream();
    ok.writeBytes(new byte[] {0, 0, 0, 2, 0x40, 0, 0, 0});
    ok.writeBytes(new byte[] {(byte) (news.size() + 2), 0, (byte) news.size()});
    ok.writeBytes(news.toByteArray());
    say(ok.toByteArray());
  }

  void error(int code, String state, String message) throws IOException {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    error.writeBytes(new byte[] {(byte) 0xff, (byte) code, (byte) (code >> 8)});
    error.writeBytes(text("#" + state + message));
    say(error.toByteArray());
  }

  /// Answers a query with one row of one text.
  void row(String value) throws IOException {
    columns(1);
    say(text((char) value.length() + value));
    end();
  }

  /// Announces columns, and names the first.
  void columns(int count) throws IOException {
    say(
        new byte[] {
          (byte) 254,
          (byte) count,
          (byte) (count >> 8),
          (byte) (count >> 16),
          (byte) (count >> 24),
          0,
          0,
          0,
          0
        });
    ByteArrayOutputStream column = new ByteArrayOutputStream();
    column.writeBytes(text("\3def\0\0\0\1c\1c\14"));
    column.writeBytes(new byte[] {45, 0, (byte) 255, 0, 0, 0, (byte) TEXT, 0, 0, 0, 0, 0});
    say(column.toByteArray());
    end();
  }

  private void end() throws IOException {
    say(new byte[] {(byte) 0xfe, 0, 0, 2, 0});
  }

  /// Answers a statement with the wish for a file of the client's machine.
  void wishForFile(String file) throws IOException {
    say(text("\u00fb" + file));
  }

  /// Reads one packet and returns its content.
  byte[] hear() throws IOException {
    int length =
        talk.in.readUnsignedByte()
            | talk.in.readUnsignedByte() << 8
            | talk.in.readUnsignedByte() << 16;
    sequence = talk.in.readByte() + 1;
    return talk.in.readNBytes(length);
  }

  void say(byte[] content) throws IOException {
    announce(content.length);
    talk.out.write(content);
  }

  /// The head of a packet.
  void announce(int length) throws IOException {
    talk.out.write(new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16)});
    talk.out.writeByte(sequence++);
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
