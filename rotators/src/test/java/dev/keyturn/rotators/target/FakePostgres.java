package dev.keyturn.rotators.target;

import dev.keyturn.rotators.target.ScriptedServer.Script;
import dev.keyturn.rotators.target.ScriptedServer.Talk;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/// The server's half of PostgreSQL's protocol, as far as a hostile server needs it.
final class FakePostgres {
  static final int OK = 0;
  static final int KERBEROS = 2;
  static final int CLEAR_TEXT = 3;
  static final int MD5 = 5;
  static final int GSS = 7;
  static final int SASL = 10;
  private static final int SSL_REQUEST = 80_877_103;

  private FakePostgres() {}

  /// A part of a message, or several messages.
  @FunctionalInterface
  interface Part {
    void write(DataOutputStream out) throws IOException;
  }

  /// Hears the client's first message, and says this.
  static Script greeting(Part answer) {
    return talk -> {
      hearStartup(talk);
      answer.write(talk.out);
    };
  }

  /// Lets everybody in after a real question for an MD5 password, and answers each statement.
  static Script session(Function<String, Part> answers) {
    return talk -> {
      hearStartup(talk);
      authentication(MD5, out -> out.writeInt(42)).write(talk.out);
      hear(talk);
      authentication(OK, _ -> {}).write(talk.out);
      text('S', "server_version\00018.0").write(talk.out);
      text('S', "client_encoding\0UTF8").write(talk.out);
      text('S', "standard_conforming_strings\0on").write(talk.out);
      text('S', "DateStyle\0ISO, MDY").write(talk.out);
      text('S', "integer_datetimes\0on").write(talk.out);
      ready().write(talk.out);
      serve(talk, answers);
    };
  }

  /// Agrees to TLS, and plays the script under it.
  static Script encrypted(SSLContext context, Script script) {
    return talk -> {
      talk.in.readNBytes(8);
      talk.out.writeByte('S');
      script.play(talk.secured(context));
    };
  }

  /// Reads the first message, and refuses TLS before it when it is asked for.
  static void hearStartup(Talk talk) throws IOException {
    int length = talk.in.readInt();
    int code = talk.in.readInt();
    talk.in.readNBytes(length - 8);
    if (code == SSL_REQUEST) {
      talk.out.writeByte('N');
      hearStartup(talk);
    }
  }

  /// Reads one message and returns its content.
  static byte[] hear(Talk talk) throws IOException {
    talk.in.readByte();
    return talk.in.readNBytes(talk.in.readInt() - 4);
  }

  private static void serve(Talk talk, Function<String, Part> answers) throws IOException {
    String statement = "";
    while (true) {
      int type = talk.in.readByte();
      byte[] content = talk.in.readNBytes(talk.in.readInt() - 4);
      switch (type) {
        case 'P' -> {
          statement = new String(content, StandardCharsets.UTF_8).split("\0", 3)[1];
          message('1', _ -> {}).write(talk.out);
        }
        case 'B' -> message('2', _ -> {}).write(talk.out);
        case 'D' -> description(statement).write(talk.out);
        case 'E' -> answers.apply(statement).write(talk.out);
        case 'S' -> ready().write(talk.out);
        case 'Q' -> {
          String simple = new String(content, StandardCharsets.UTF_8).replace("\0", "");
          answers.apply(simple).write(talk.out);
          ready().write(talk.out);
        }
        case 'X' -> {
          return;
        }
        default -> {
          // Close: nobody waits for its answer.
        }
      }
    }
  }

  private static Part description(String statement) {
    return isQuery(statement) ? columns() : message('n', _ -> {});
  }

  static boolean isQuery(String statement) {
    return statement.startsWith("SELECT") || statement.startsWith("SHOW");
  }

  static Part authentication(int kind, Part more) {
    return message(
        'R',
        out -> {
          out.writeInt(kind);
          more.write(out);
        });
  }

  static Part ready() {
    return message('Z', out -> out.writeByte('I'));
  }

  /// A message of one text, which ends with a zero byte as all do.
  static Part text(char type, String text) {
    return message(type, out -> write(out, text));
  }

  /// An error report.
  static Part error(String state, String text) {
    return message(
        'E',
        out -> {
          write(out, "SERROR");
          write(out, "VERROR");
          write(out, "C" + state);
          write(out, "M" + text);
          out.writeByte(0);
        });
  }

  /// The end of what a statement is answered, such as `SET`.
  static Part done(String tag) {
    return text('C', tag);
  }

  private static Part columns() {
    return message(
        'T',
        out -> {
          out.writeShort(1);
          write(out, "column");
          out.writeInt(0);
          out.writeShort(0);
          out.writeInt(25);
          out.writeShort(-1);
          out.writeInt(-1);
          out.writeShort(0);
        });
  }

  /// A row of one text.
  static Part row(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return message(
        'D',
        out -> {
          out.writeShort(1);
          out.writeInt(bytes.length);
          out.write(bytes);
        });
  }

  /// A query's answer of one row.
  static Part rows(String value) {
    return out -> {
      row(value).write(out);
      done("SELECT 1").write(out);
    };
  }

  static Part message(char type, Part content) {
    return out -> {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      content.write(new DataOutputStream(body));
      out.writeByte(type);
      out.writeInt(body.size() + 4);
      body.writeTo(out);
    };
  }

  /// The same without an end.
  static Part endless(Part part) {
    return out -> {
      while (true) {
        part.write(out);
      }
    };
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.writeByte(0);
  }
}
