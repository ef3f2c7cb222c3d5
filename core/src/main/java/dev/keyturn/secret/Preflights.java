package dev.keyturn.secret;

import dev.keyturn.function.Finding;
import dev.keyturn.function.Preflight;
import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.State.Settling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out whether a secret would rotate: what the service itself can tell, then what the
/// function finds at the target.
final class Preflights {
  private static final Logger LOG = LoggerFactory.getLogger(Preflights.class);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final RotationParts parts;
  private final SuperuserCheck superusers;

  Preflights(RotationParts parts) {
    this.parts = parts;
    this.superusers = new SuperuserCheck(parts);
  }

  /// @param function that the caller may invoke
  List<Finding> of(Call call, Stored stored, Arn function) {
    Optional<String> uninvocable = parts.functions().mayInvoke(function, stored.key().arn());
    if (uninvocable.isPresent()) {
      return List.of(
          Finding.failed(
              "function",
              uninvocable.get(),
              "Call RotateSecret with a function that exists in the secret's account."));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("function", function + " may be invoked"));
    Optional<String> superuser = Optional.empty();
    try {
      superuser = superusers.check(call, stored, function);
    } catch (Refusal refusal) {
      findings.add(
          Finding.failed(
              "superuser secret",
              refusal.text(),
              "Let masterarn be the ARN of a superuser's secret that you may read."));
    }
    findings.addAll(
        parts
            .functions()
            .check(function, new Preflight(stored.arn(), superuser, noLogIn(stored)), LIMIT));
    return findings;
  }

  /// In mid-rotation AWSCURRENT may be refused for good reason, and servers count refusals.
  private Optional<String> noLogIn(Stored stored) {
    return parts
        .rotations()
        .get(stored.key())
        .map(RotationRepository.Found::rotation)
        .filter(Preflights::underWay)
        .map(_ -> "a rotation is under way, in which AWSCURRENT may be refused for a while");
  }

  private static boolean underWay(Rotation rotation) {
    return rotation.inFlight() || rotation.state() instanceof Settling;
  }

  /// A preflight of a rotation that is about to be turned on.
  void require(PreflightMode mode, Call call, Stored stored, Arn function) {
    List<Finding> failed = of(call, stored, function).stream().filter(Finding::isFailed).toList();
    if (failed.isEmpty()) {
      return;
    }
    if (mode == PreflightMode.REFUSE) {
      throw new InvalidRequest(
          "The rotation was not turned on, because its preflight failed. "
              + failed.stream().map(Preflights::line).collect(Collectors.joining(" ")));
    }
    failed.forEach(finding ->
        LOG.warn("{}: the preflight of its rotation failed: {}", stored.arn(), line(finding)));
  }

  private static String line(Finding finding) {
    return "%s: %s. %s".formatted(finding.item(), finding.text(), finding.remedy()).strip();
  }
}
