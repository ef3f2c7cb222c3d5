package dev.keyturn.bench;

import dev.keyturn.access.Authorizer.Request;
import dev.keyturn.access.CallerPolicies;
import dev.keyturn.access.Context;
import dev.keyturn.access.Decision;
import dev.keyturn.access.Guarded;
import dev.keyturn.access.MalformedPolicy;
import dev.keyturn.access.NamedPolicy;
import dev.keyturn.access.Policy;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.access.PolicySource;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.identity.Region;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One decision of the authorizer about GetSecretValue, with 20 policies of 10 statements attached
/// to the caller, of which the very last allows, and beside it an administrator's, whom no policy
/// limits.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx512m")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PolicyBenchmark {
  private static final int POLICIES = 20;
  private static final int STATEMENTS = 10;
  private static final AccountId ACCOUNT = new AccountId("111122223333");

  /// What the statements before the last have in common with the request.
  public enum Near {
    /// As people write them: actions of several services, some of this one.
    MIXED("{'Effect':'Allow','Action':['%2$s:Get*','%2$s:List*'],'Resource':'*'}"),
    /// The action, but another secret.
    ACTION(
        "{'Effect':'Allow','Action':'secretsmanager:Get*','Resource':"
            + "'arn:aws:secretsmanager:*:111122223333:secret:team%1$d/*'}"),
    /// Everything but a condition.
    CONDITION(
        "{'Effect':'Allow','Action':'secretsmanager:*','Resource':"
            + "'arn:aws:secretsmanager:*:*:secret:prod/*','Condition':"
            + "{'StringEquals':{'aws:ResourceTag/team':'team%1$d'}}}"),
    /// The same, with a condition whose values have to be read first.
    TIME(
        "{'Effect':'Allow','Action':'secretsmanager:*','Resource':"
            + "'arn:aws:secretsmanager:*:*:secret:prod/*','Condition':"
            + "{'DateGreaterThan':{'aws:CurrentTime':'2030-01-01T00:00:%1$02dZ'}}}"),
    /// The action, and a secret that depends on who asks.
    VARIABLE(
        "{'Effect':'Allow','Action':'secretsmanager:Get*','Resource':"
            + "'arn:aws:secretsmanager:*:111122223333:secret:${aws:PrincipalTag/team}/%1$d-*'}");

    private final String statement;

    Near(String statement) {
      this.statement = statement;
    }

    private String statement(int number) {
      List<String> services = List.of("s3", "iam", "kms", "logs", "lambda");
      return statement.formatted(number % 60, services.get(number % services.size()));
    }
  }

  private static final String ALLOWING =
      "{'Effect':'Allow','Action':'secretsmanager:GetSecretValue','Resource':"
          + "'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/app-??????','Condition':"
          + "{'StringEquals':{'aws:ResourceTag/team':'${aws:PrincipalTag/team}'}}}";

  /// A user with all the policies.
  @State(Scope.Benchmark)
  public static class Attached {
    @Param({"MIXED", "ACTION", "CONDITION", "TIME", "VARIABLE"})
    private Near near = Near.MIXED;

    private PolicyAuthorizer authorizer = new PolicyAuthorizer(PolicySource.NONE);
    private Request request =
        request(
            new Principal(
                Kind.USER, ACCOUNT, Arn.global("iam", ACCOUNT, "user/app"), "AIDAEXAMPLEEXAMPLE12"),
            "blue");
    private Request other = request(request.caller().principal(), "red");

    @Setup
    public void attach() throws MalformedPolicy {
      List<NamedPolicy> policies = new ArrayList<>();
      for (int policy = 0; policy < POLICIES; policy++) {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < STATEMENTS; i++) {
          statements.add(near.statement(policy * STATEMENTS + i));
        }
        if (policy == POLICIES - 1) {
          statements.set(STATEMENTS - 1, ALLOWING);
        }
        policies.add(new NamedPolicy("policy " + policy, compiled(statements)));
      }
      CallerPolicies caller =
          new CallerPolicies(
              Optional.empty(), policies, Optional.empty(), List.of(), Map.of("team", "blue"));
      authorizer = new PolicyAuthorizer(_ -> caller);
      if (!(authorizer.decide(request) instanceof Decision.Allowed)) {
        throw new IllegalStateException("The last statement was to allow it");
      }
      if (near != Near.MIXED && authorizer.decide(other) instanceof Decision.Allowed) {
        throw new IllegalStateException("No statement was to allow it");
      }
    }

    private static Policy compiled(List<String> statements) throws MalformedPolicy {
      String document =
          "{'Version':'2012-10-17','Statement':[%s]}".formatted(String.join(",", statements));
      return Policy.parse(document.replace('\'', '"'), Form.IDENTITY);
    }
  }

  /// The account's administrator.
  @State(Scope.Benchmark)
  public static class Administrator {
    private final PolicyAuthorizer authorizer = new PolicyAuthorizer(PolicySource.NONE);
    private final Request request = request(Principal.administrator(ACCOUNT), "blue");
  }

  private record Secret(String arn, Map<String, String> tags) implements Guarded {}

  /// @param team whose secret it is: the allowing statement asks for the caller's own
  private static Request request(Principal principal, String team) {
    Caller caller =
        new Caller(
            principal,
            "AKIAEXAMPLE",
            new Region("eu-west-1"),
            new Origin("203.0.113.7", "bench", true));
    String arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/app-AbC123";
    return new Request(
        caller,
        Instant.EPOCH,
        "secretsmanager:GetSecretValue",
        new Secret(arn, Map.of("team", team)),
        Context.NONE);
  }

  @Benchmark
  public Decision twentyPoliciesOfTenStatements(Attached attached) {
    return attached.authorizer.decide(attached.request);
  }

  /// Nothing allows it, and the decision says what was missing.
  @Benchmark
  public Decision refused(Attached attached) {
    return attached.authorizer.decide(attached.other);
  }

  @Benchmark
  public Decision administrator(Administrator administrator) {
    return administrator.authorizer.decide(administrator.request);
  }
}
