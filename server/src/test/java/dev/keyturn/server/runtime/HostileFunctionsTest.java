package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.Deployment.Limits;
import dev.keyturn.function.Invocation;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.function.Variables;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.ZipArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a function may try against the server that runs it, with and without a sandbox.
class HostileFunctionsTest {
  private static final String CODE =
      """
      import os, subprocess, sys, time

      def handler(event, context):
          do = event['do']
          if do == 'flood':
              for _ in range(event['megabytes']):
                  os.write(1, (b'x' * 1023 + bytes([10])) * 1024)
              return 'survived'
          if do == 'long line':
              os.write(1, b'y' * (1 << 20) + bytes([10]))
          if do == 'detach':
              subprocess.Popen(['sleep', '%d' % event['seconds']], start_new_session=True, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
              if os.fork() == 0:
                  os.setsid()
                  if os.fork():
                      os._exit(0)
                  os.close(1)
                  os.close(2)
                  os.execvp('sleep', ['sleep', '%d' % event['seconds']])
              time.sleep(3600)
          if do == 'bomb':
              import threading
              count = 0
              try:
                  while count < 5000:
                      if os.fork() == 0:
                          time.sleep(3600)
                      count += 1
              except OSError:
                  return count
          if do == 'memory':
              try:
                  return len(bytearray(4 << 30))
              except MemoryError:
                  return 'no'
          if do == 'together':
              for _ in range(4):
                  if os.fork() == 0:
                      held = bytearray(90 << 20)
                      time.sleep(3600)
              time.sleep(3600)
          if do == 'pid':
              return os.getpid()
      """;

  private static Functions bare;
  private static Functions boxed;

  @BeforeAll
  static void begin() {
    bare = new Functions(SandboxMode.OFF, InstantSource.system());
    boxed = new Functions(SandboxMode.AUTO, InstantSource.system());
  }

  @AfterAll
  static void end() {
    bare.close();
    boxed.close();
  }

  private static Functions functions(SandboxMode mode) {
    Assumptions.assumeTrue(mode == SandboxMode.OFF || boxed.sandboxed(), "no sandbox here");
    return mode == SandboxMode.OFF ? bare : boxed;
  }

  private static InvocationEnd call(Functions functions, Duration timeout, String event) {
    Arn function = Arn.parse("arn:aws:lambda:eu-central-1:000000000000:function:hostile").get();
    return functions.runtime.invoke(
        new Deployment(
            function,
            "7",
            "revision-" + timeout,
            "python3.12",
            Optional.of("app.handler"),
            ZipArchive.of(Map.of("app.py", CODE)),
            List.of(),
            Variables.NONE,
            Arn.parse("arn:aws:iam::000000000000:role/rotation").get(),
            new Limits(timeout, 128, 64),
            Optional.empty(),
            Optional.empty()),
        new Invocation(
            UUID.randomUUID().toString(),
            function,
            SecretValue.ofString(event.replace('\'', '"')),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private static String payload(InvocationEnd end) {
    return end.payload().revealString();
  }

  @ParameterizedTest
  @EnumSource(names = {"OFF", "AUTO"})
  void aFloodOfOutputIsCutOffAndTheFunctionGoesOn(SandboxMode mode) {
    Functions functions = functions(mode);
    InvocationEnd end = call(functions, Duration.ofSeconds(20), "{'do':'flood','megabytes':200}");
    assertThat(payload(end)).isEqualTo("\"survived\"");
    assertThat(end.logTail().length()).isLessThanOrEqualTo(4096);
    long kept = functions.logs.events().stream().mapToLong(String::length).sum();
    assertThat(kept).isLessThan(6L << 20);
    assertThat(functions.logs.events())
        .contains("[Keyturn left out the rest of what this invocation printed]");
  }

  @Test
  void aLongLineIsCutOff() {
    call(bare, Duration.ofSeconds(20), "{'do':'long line'}");
    assertThat(bare.logs.events())
        .anyMatch(event ->
            event.startsWith("yyy")
                && event.endsWith(LineSplitter.CUT)
                && event.length() < 300_000);
  }

  @ParameterizedTest
  @EnumSource(names = {"OFF", "AUTO"})
  void whatItLeftBehindInOtherSessionsIsGoneAfterTheDeadline(SandboxMode mode) throws IOException {
    int seconds = mode == SandboxMode.OFF ? 31_001 : 31_002;
    InvocationEnd end =
        call(functions(mode), Duration.ofSeconds(1), "{'do':'detach','seconds':" + seconds + "}");
    assertThat(end.fault()).contains(Fault.TIMED_OUT);
    assertThat(commands()).noneMatch(command -> command.contains("sleep\0" + seconds));
  }

  private static List<String> commands() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .map(process -> process.resolve("cmdline"))
          .filter(Files::isReadable)
          .map(HostileFunctionsTest::text)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      return "";
    }
  }

  @Test
  void aForkBombIsBounded() {
    Functions functions = functions(SandboxMode.AUTO);
    InvocationEnd end = call(functions, Duration.ofSeconds(20), "{'do':'bomb'}");
    // The kernel refuses further processes, or they are too much memory together: what comes first.
    assertThat(payload(end)).matches("[0-9]{1,3}|10[01][0-9]|102[0-4]|.*signal: killed.*");
    functions.runtime.retire(
        Arn.parse("arn:aws:lambda:eu-central-1:000000000000:function:hostile").get());
  }

  @ParameterizedTest
  @EnumSource(names = {"OFF", "AUTO"})
  void memoryIsBounded(SandboxMode mode) {
    InvocationEnd end = call(functions(mode), Duration.ofSeconds(20), "{'do':'memory'}");
    assertThat(payload(end)).isEqualTo("\"no\"");
  }

  @ParameterizedTest
  @EnumSource(names = {"OFF", "AUTO"})
  void theMemoryOfAllProcessesTogetherIsBounded(SandboxMode mode) {
    InvocationEnd end = call(functions(mode), Duration.ofSeconds(20), "{'do':'together'}");
    assertThat(end.fault()).contains(Fault.UNHANDLED);
    assertThat(payload(end)).contains("Runtime.ExitError", "signal: killed");
    assertThat(end.logTail()).contains("[Keyturn] The processes of the function took too much");
  }

  @Test
  void idleInstancesAreRecycled() {
    ManualClock clock = new ManualClock(InstantSource.system().instant());
    try (Functions functions = new Functions(SandboxMode.OFF, clock)) {
      String first = payload(call(functions, Duration.ofSeconds(20), "{'do':'pid'}"));
      functions.runtime.recycle();
      assertThat(payload(call(functions, Duration.ofSeconds(20), "{'do':'pid'}"))).isEqualTo(first);
      clock.advance(Duration.ofMinutes(11));
      functions.runtime.recycle();
      assertThat(functions.runtime.waiting()).isZero();
      assertThat(ProcessHandle.of(Long.parseLong(first)).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(functions.credentials.lent()).isZero();
    }
  }
}
