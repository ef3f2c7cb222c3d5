package dev.keyturn.server.cli;

import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.server.cli.FunctionTrial.End;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// One run of a rotation function with a scratch secret. However it ends, also by Ctrl-C, nothing
/// goes on; and the secret stays while it may be the only place of what the target holds.
final class FunctionRehearsal {
  private final Clients clients;
  private final PrintWriter out;
  private final Wish wish;
  private final ReentrantLock tidying = new ReentrantLock();
  private boolean tidy;

  FunctionRehearsal(Clients clients, PrintWriter out, Wish wish) {
    this.clients = clients;
    this.out = out;
    this.wish = wish;
  }

  /// Clients of the services that it takes.
  record Clients(KeyturnClient secrets, KeyturnClient keyturn, KeyturnClient logs)
      implements AutoCloseable {
    @Override
    public void close() {
      secrets.close();
      keyturn.close();
      logs.close();
    }
  }

  /// What is wanted beside the result.
  ///
  /// @param result where the credential is to be kept that the target holds at the end
  /// @param keep whether the secret stays in any case
  /// @param logs whether what the function prints is shown in any case
  record Wish(Optional<ResultFile> result, boolean keep, boolean logs) {}

  /// @param function the function's ARN, beside a secret's
  /// @return the exit code
  int run(SecretValue value, Function<Arn, String> function, Duration most)
      throws InterruptedException {
    ScratchSecret secret = ScratchSecret.create(clients.secrets, value);
    FunctionTrial trial = new FunctionTrial(clients.keyturn, secret, out);
    Thread interrupted = new Thread(() -> tidyAfterAll(secret), "tidying");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      String arn = function.apply(Arn.parse(secret.arn()).orElseThrow());
      out.println("%s with %s".formatted(arn, secret.arn()));
      if (!mayBegin(secret, arn)) {
        return 1;
      }
      secret.rotate(arn);
      End end = trial.await(most);
      if (wish.logs || end != End.SUCCEEDED) {
        new FunctionLog(clients.logs, out).show(arn, secret.created());
      }
      return tell(secret, end) ? 0 : 1;
    } finally {
      tidy(secret);
      forget(interrupted);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The program ends already, and the hook finds that all is tidy.
    }
  }

  /// What can be seen before a step is called, such as a function that is not there.
  private boolean mayBegin(ScratchSecret secret, String function) throws InterruptedException {
    JsonNode report =
        clients.keyturn.call(
            "CheckRotation", Map.of("SecretId", secret.arn(), "RotationLambdaARN", function));
    boolean fine = true;
    for (JsonNode finding : report.path("Findings")) {
      if (finding.path("Status").asString("").equals("FAILED")) {
        fine = false;
        String message = finding.path("Message").asString("");
        out.println("  %s: %s".formatted(finding.path("Item").asString(""), message));
        FunctionAdvice.of(message, finding.path("Remedy").asString(""))
            .forEach(advice -> out.println("      Remedy: " + advice));
      }
    }
    return fine;
  }

  private boolean tell(ScratchSecret secret, End end) throws InterruptedException {
    Optional<String> current = secret.labelled("AWSCURRENT");
    Optional<String> pending = secret.labelled("AWSPENDING");
    boolean moved = current.filter(secret.token()::equals).isPresent();
    boolean left = pending.isPresent() && !pending.equals(current);
    out.println("  AWSCURRENT    " + (moved ? "moved to the new version" : "has NOT moved"));
    out.println("  AWSPENDING    " + (left ? "is still there" : "is gone"));
    if (end == End.ENDLESS) {
      out.println("It did not end in time. Wait longer with --timeout.");
    }
    boolean works = end == End.SUCCEEDED && moved && !left;
    out.println(works ? "The function rotates." : "The function does NOT rotate.");
    return works;
  }

  /// After Ctrl-C.
  private void tidyAfterAll(ScratchSecret secret) {
    try {
      tidy(secret);
    } catch (InterruptedException | RuntimeException failed) {
      byHand(secret, "The scratch secret could not be deleted (" + failed.getMessage() + ").");
    }
  }

  private void tidy(ScratchSecret secret) throws InterruptedException {
    tidying.lock();
    try {
      if (!tidy) {
        tidy = true;
        end(secret);
      }
    } finally {
      tidying.unlock();
      out.flush();
    }
  }

  private void end(ScratchSecret secret) throws InterruptedException {
    boolean rotated = secret.labelled("AWSCURRENT").filter(secret.token()::equals).isPresent();
    boolean begun = rotated || secret.labelled("AWSPENDING").isPresent();
    if (begun) {
      secret.cancel();
    }
    if (rotated) {
      endAfterRotation(secret);
    } else if (begun && secret.hasPendingValue()) {
      byHand(
          secret,
          "The target may hold AWSCURRENT or AWSPENDING of the scratch secret, which stays until you have looked:");
    } else if (wish.keep) {
      byHand(secret, "The scratch secret stays; no new credential was stored:");
    } else {
      secret.delete();
      out.println("No new credential was stored, and the scratch secret is deleted.");
    }
  }

  private void endAfterRotation(ScratchSecret secret) throws InterruptedException {
    boolean kept = isKept(secret);
    if (wish.keep || !kept) {
      byHand(secret, "The target holds AWSCURRENT of the scratch secret, which stays:");
    } else {
      secret.delete();
      out.println("The scratch secret is deleted.");
    }
  }

  /// Whether the new credential stands where its owner finds it.
  private boolean isKept(ScratchSecret secret) throws InterruptedException {
    if (wish.result.isEmpty()) {
      return false;
    }
    ResultFile result = wish.result.get();
    boolean written = result.write(secret.current());
    out.println(
        written
            ? "The target holds the credential that is now in %s.".formatted(result.file())
            : "The file %s cannot be written.".formatted(result.file()));
    return written;
  }

  private void byHand(ScratchSecret secret, String why) {
    out.println(why);
    secret.byHand().forEach(command -> out.println("    " + command));
    out.flush();
  }
}
