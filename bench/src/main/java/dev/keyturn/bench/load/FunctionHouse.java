package dev.keyturn.bench.load;

import dev.keyturn.function.CodeArchive;
import dev.keyturn.function.Deployment;
import dev.keyturn.function.Deployment.Limits;
import dev.keyturn.function.FunctionLogs;
import dev.keyturn.function.InstanceCredentials;
import dev.keyturn.function.Invocation;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.Variables;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.key.SecretValue;
import dev.keyturn.server.runtime.ChildProcess;
import dev.keyturn.server.runtime.SandboxMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The runtime of functions alone, with credentials of nobody and a log that forgets.
final class FunctionHouse implements AutoCloseable {
  private static final Arn ROLE = Arn.parse("arn:aws:iam::000000000000:role/bench").orElseThrow();

  final ChildProcess runtime;

  FunctionHouse(Path folder, Path javaClient) {
    runtime =
        new ChildProcess(
            new ChildProcess.Settings(
                folder, javaClient, List.of(), SandboxMode.AUTO, 128, Duration.ofHours(1)),
            new ChildProcess.Ports(
                new NobodysCredentials(),
                new ForgetfulLogs(),
                () -> URI.create("http://127.0.0.1:7117"),
                _ -> Optional.empty(),
                InstantSource.system()));
  }

  /// What is to be run.
  static final class Source implements CodeArchive {
    private final String runtime;
    private final String handler;
    private final String file;
    private final byte[] content;

    Source(String runtime, String handler, String file, byte[] content) {
      this.runtime = runtime;
      this.handler = handler;
      this.file = file;
      this.content = content;
    }

    @Override
    public String sha256() {
      return UUID.nameUUIDFromBytes(content).toString();
    }

    @Override
    public InputStream open() throws IOException {
      ByteArrayOutputStream zip = new ByteArrayOutputStream();
      try (ZipOutputStream out = new ZipOutputStream(zip)) {
        out.putNextEntry(new ZipEntry(file));
        out.write(content);
      }
      return new ByteArrayInputStream(zip.toByteArray());
    }
  }

  static Deployment deployment(Source source, String name) {
    return new Deployment(
        Arn.parse("arn:aws:lambda:eu-central-1:000000000000:function:" + name).orElseThrow(),
        "$LATEST",
        "1",
        source.runtime,
        Optional.of(source.handler),
        source,
        List.of(),
        Variables.NONE,
        ROLE,
        new Limits(Duration.ofSeconds(30), 256, 512),
        Optional.empty(),
        Optional.empty());
  }

  /// Milliseconds that an invocation takes, as its caller sees it.
  double invoke(Deployment deployment) {
    Invocation invocation =
        new Invocation(
            UUID.randomUUID().toString(),
            deployment.function(),
            SecretValue.ofString("{\"Step\":\"testSecret\"}"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    long from = System.nanoTime();
    InvocationEnd end = runtime.invoke(deployment, invocation);
    double millis = (System.nanoTime() - from) / 1e6;
    if (end.fault().isPresent()) {
      throw new IllegalStateException(end.payload().revealString() + "\n" + end.logTail());
    }
    return millis;
  }

  @Override
  public void close() {
    runtime.close();
  }

  private static final class NobodysCredentials implements InstanceCredentials {
    @Override
    public Optional<Lent> lend(Arn role, Arn function) {
      return Optional.of(new Nobodys());
    }
  }

  private static final class Nobodys implements InstanceCredentials.Lent {
    @Override
    public String accessKeyId() {
      return "ASIABENCHBENCHBENCH0";
    }

    @Override
    public SecretValue secretAccessKey() {
      return SecretValue.ofString("bench");
    }

    @Override
    public SecretValue sessionToken() {
      return SecretValue.ofString("bench");
    }

    @Override
    public InstanceCredentials.Use begin(Optional<RotationScope> scope) {
      return () -> {};
    }

    @Override
    public void close() {}
  }

  private static final class ForgetfulLogs implements FunctionLogs {
    @Override
    public Stream open(Arn function, String version, Instant at) {
      return new Forgetting(function.resource());
    }

    @Override
    public String mask(Arn function, String text) {
      return text;
    }
  }

  private record Forgetting(String function) implements FunctionLogs.Stream {
    @Override
    public String name() {
      return "/aws/lambda/" + function + ":bench";
    }

    @Override
    public void conceal(SecretValue given) {}

    @Override
    public String write(Instant at, String text) {
      return text;
    }

    @Override
    public void close() {}
  }
}
