package dev.keyturn.rotators.target;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.AwsSigner;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// Access keys of IAM: of this server's own, or of AWS's where an endpoint is named.
public final class Iam implements KeyEngine {
  /// What stands for this server's own IAM; nothing resolves it.
  private static final URI OWN = URI.create("http://iam.keyturn.internal/");

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
  private static final String IAM_VERSION = "2010-05-08";
  private static final String STS_VERSION = "2011-06-15";

  private final IamTransport own;
  private final IamTransport network;
  private final InstantSource clock;

  /// @param own reaches this server's own IAM
  /// @param network reaches any endpoint
  public Iam(IamTransport own, IamTransport network, InstantSource clock) {
    this.own = own;
    this.network = network;
    this.clock = clock;
  }

  /// Over the real network.
  public static Iam over(IamTransport own, TargetTrust trust, InstantSource clock) {
    return new Iam(own, new HttpIam(trust), clock);
  }

  @Override
  public KeySession open(AccessKey key, Reach reach) {
    return new Session(key, reach);
  }

  /// One that acts with a key.
  private final class Session implements KeySession {
    private final AccessKey key;
    private final Reach reach;

    Session(AccessKey key, Reach reach) {
      this.key = key;
      this.reach = reach;
    }

    @Override
    public Owner owner() throws StepFailed {
      IamRequest request = new IamRequest("GetCallerIdentity", "sts", STS_VERSION);
      return ask(request, answer -> new Owner(answer.require("Arn")));
    }

    @Override
    public List<HeldKey> keys(String user) throws StepFailed {
      return ask(iam("ListAccessKeys").with("UserName", user), Iam::heldKeys);
    }

    @Override
    public Optional<Instant> lastUsed(String keyId) throws StepFailed {
      return ask(
          iam("GetAccessKeyLastUsed").with("AccessKeyId", keyId),
          answer -> answer.text("LastUsedDate").map(Instant::parse));
    }

    @Override
    public AccessKey create(String user) throws StepFailed {
      return ask(
          iam("CreateAccessKey").with("UserName", user),
          answer ->
              new AccessKey(
                  answer.require("AccessKeyId"),
                  dev.keyturn.key.SecretValue.ofString(answer.require("SecretAccessKey"))));
    }

    @Override
    public void setActive(String user, String keyId, boolean active) throws StepFailed {
      change(
          iam("UpdateAccessKey")
              .with("UserName", user)
              .with("AccessKeyId", keyId)
              .with("Status", active ? "Active" : "Inactive"));
    }

    @Override
    public void delete(String user, String keyId) throws StepFailed {
      change(iam("DeleteAccessKey").with("UserName", user).with("AccessKeyId", keyId));
    }

    private static IamRequest iam(String action) {
      return new IamRequest(action, "iam", IAM_VERSION);
    }

    /// What is gone needs no change.
    private void change(IamRequest request) throws StepFailed {
      IamAnswer answer = send(request);
      Optional<String> code = answer.text("Code");
      if (code.isPresent() && !code.get().equals("NoSuchEntity")) {
        throw IamErrors.refused(request, answer, key);
      }
    }

    private <T> T ask(IamRequest request, Reading<T> reading) throws StepFailed {
      IamAnswer answer = send(request);
      if (answer.text("Code").isPresent()) {
        throw IamErrors.refused(request, answer, key);
      }
      try {
        return reading.read(answer);
      } catch (IOException | DateTimeException unreadable) {
        throw IamErrors.broken(request);
      }
    }

    private IamAnswer send(IamRequest request) throws StepFailed {
      URI endpoint = endpoint(request);
      byte[] form = request.form();
      Instant now = clock.instant();
      Duration left = Duration.between(now, reach.deadline());
      Duration limit = left.compareTo(LONGEST) < 0 ? left : LONGEST;
      if (!limit.isPositive()) {
        throw IamErrors.late(request);
      }
      Map<String, String> headers =
          new AwsSigner(key.id(), key.secret(), "us-east-1/" + request.service())
              .sign(endpoint.getRawAuthority(), Map.of("content-type", FORM), form, now);
      try {
        IamTransport transport = reach.endpoint().isPresent() ? network : own;
        return IamAnswer.of(transport.send(endpoint, headers, form, limit).body());
      } catch (HttpTimeoutException | InterruptedIOException _) {
        throw IamErrors.late(request);
      } catch (SSLException tls) {
        throw IamErrors.unreachable(FailureClass.TLS, request, endpoint, tls);
      } catch (IOException unreachable) {
        throw IamErrors.unreachable(FailureClass.UNREACHABLE, request, endpoint, unreachable);
      }
    }

    /// AWS has STS at an address of its own.
    private URI endpoint(IamRequest request) {
      URI named = reach.endpoint().orElse(OWN);
      String host = String.valueOf(named.getHost());
      return request.service().equals("sts") && host.startsWith("iam.")
          ? URI.create(named.toString().replaceFirst("//iam\\.", "//sts."))
          : named;
    }
  }

  /// Reads an answer that is no refusal.
  private interface Reading<T> {
    T read(IamAnswer answer) throws IOException;
  }

  private static List<KeySession.HeldKey> heldKeys(IamAnswer answer) throws IOException {
    List<KeySession.HeldKey> keys = new ArrayList<>();
    for (Map<String, String> member : answer.members()) {
      String id = member.get("AccessKeyId");
      String created = member.get("CreateDate");
      if (id == null || created == null) {
        throw new IOException("The answer lists a key without id or date");
      }
      keys.add(
          new KeySession.HeldKey(
              id, "Active".equals(member.get("Status")), Instant.parse(created)));
    }
    return keys;
  }
}
