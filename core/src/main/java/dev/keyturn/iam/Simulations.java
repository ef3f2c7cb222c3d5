package dev.keyturn.iam;

import dev.keyturn.access.CallerPolicies;
import dev.keyturn.access.Context;
import dev.keyturn.access.Evaluation.ResourceSide;
import dev.keyturn.access.NamedPolicy;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.iam.Simulation.Result;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidInput;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.operation.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The operations that tell what policies would decide, by the evaluator that decides requests.
public final class Simulations {
  private static final String[] UNSUPPORTED = {
    "ResourceHandlingOption",
    "EvaluationResults.OrganizationsDecisionDetail",
    "EvaluationResults.ResourceSpecificResults",
    "EvaluationResults.EvalDecisionDetails",
  };

  private static final int MOST_ASKED = 10_000;

  /// How many characters of policies one page's results may go through.
  private static final int LENGTH_OF_PAGE = 2_000_000;

  private final Directory directory;
  private final IdentityPolicies policies;

  Simulations(Directory directory) {
    this.directory = directory;
    this.policies = new IdentityPolicies(directory.store());
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.read(
                "SimulateCustomPolicy",
                SimulateCustomPolicy.class,
                Page.class,
                (_, _) -> Resource.ANY,
                this::custom)
            .without(UNSUPPORTED),
        Row.read(
                "SimulatePrincipalPolicy",
                SimulatePrincipalPolicy.class,
                Page.class,
                (_, input) -> new Place(input.policySourceArn()),
                this::principal)
            .without(UNSUPPORTED));
  }

  /// What both ask.
  interface Asking {
    Optional<List<String>> permissionsBoundaryPolicyInputList();

    List<String> actionNames();

    Optional<List<String>> resourceArns();

    Optional<String> resourcePolicy();

    Optional<String> callerArn();

    Optional<List<ContextEntry>> contextEntries();

    Optional<Integer> maxItems();

    Optional<String> marker();
  }

  public record SimulateCustomPolicy(
      List<String> policyInputList,
      Optional<List<String>> permissionsBoundaryPolicyInputList,
      List<String> actionNames,
      Optional<List<String>> resourceArns,
      Optional<String> resourcePolicy,
      Optional<String> resourceOwner,
      Optional<String> callerArn,
      Optional<List<ContextEntry>> contextEntries,
      Optional<Integer> maxItems,
      Optional<String> marker)
      implements Asking {}

  public record SimulatePrincipalPolicy(
      String policySourceArn,
      Optional<List<String>> policyInputList,
      Optional<List<String>> permissionsBoundaryPolicyInputList,
      List<String> actionNames,
      Optional<List<String>> resourceArns,
      Optional<String> resourcePolicy,
      Optional<String> resourceOwner,
      Optional<String> callerArn,
      Optional<List<ContextEntry>> contextEntries,
      Optional<Integer> maxItems,
      Optional<String> marker)
      implements Asking {}

  public record ContextEntry(
      Optional<String> contextKeyName,
      Optional<List<String>> contextKeyValues,
      Optional<String> contextKeyType) {}

  public record Page(
      List<Result> evaluationResults, boolean isTruncated, Optional<String> marker) {}

  private Page custom(Call call, Resource.Any any, SimulateCustomPolicy input) {
    CallerPolicies given =
        new CallerPolicies(
            Optional.empty(),
            documents("PolicyInputList", input.policyInputList()),
            Optional.empty(),
            List.of(),
            Map.of());
    Principal caller = caller(call, input.callerArn().orElse(""));
    return simulate(call, "SimulateCustomPolicy", caller, given, input);
  }

  private Page principal(Call call, Place place, SimulatePrincipalPolicy input) {
    CallerPolicies attached =
        Arn.parse(input.policySourceArn())
            .filter(it -> it.account().equals(call.account().value()))
            .flatMap(it -> policies.of(call.account(), it))
            .orElseThrow(() ->
                new NoSuchEntity(
                    "The entity %s cannot be found.".formatted(input.policySourceArn())));
    List<NamedPolicy> all = new ArrayList<>(attached.identity());
    all.addAll(documents("PolicyInputList", input.policyInputList().orElse(List.of())));
    CallerPolicies together =
        new CallerPolicies(attached.role(), all, attached.boundary(), List.of(), attached.tags());
    Principal caller = caller(call, input.callerArn().orElse(input.policySourceArn()));
    return simulate(
        call, "SimulatePrincipalPolicy " + input.policySourceArn(), caller, together, input);
  }

  private Page simulate(
      Call call, String listing, Principal caller, CallerPolicies standing, Asking input) {
    CallerPolicies policiesOfCaller = bounded(standing, input);
    ResourceSide resourceSide =
        new ResourceSide(
            input.resourcePolicy().map(it -> named("ResourcePolicy", it, Form.RESOURCE)), false);
    Context context = context(caller, policiesOfCaller, input.contextEntries().orElse(List.of()));
    Simulation simulation = new Simulation(caller, policiesOfCaller, resourceSide, context);
    Slice<Asked> slice =
        directory
            .pages()
            .of(call, wanted(listing, simulation, input), asked(input), Asked::position);
    Slice<Result> results = slice.map(it -> simulation.result(it.action, it.resource));
    return new Page(results.items(), results.isTruncated(), results.marker());
  }

  /// One question.
  private record Asked(String action, String resource) {
    String position() {
      return action + " " + resource;
    }
  }

  private static List<Asked> asked(Asking input) {
    List<String> resources = input.resourceArns().orElse(List.of("*"));
    if ((long) input.actionNames().size() * resources.size() > MOST_ASKED) {
      throw new InvalidInput(
          "A simulation has at most %d pairs of an action and a resource.".formatted(MOST_ASKED));
    }
    return input.actionNames().stream()
        .flatMap(action -> resources.stream().map(resource -> new Asked(action, resource)))
        .distinct()
        .toList();
  }

  /// The longer the policies, the shorter the page: an answer tells all statements and keys of each
  /// result.
  private static Wanted wanted(String listing, Simulation simulation, Asking input) {
    int length = simulation.length();
    Wanted wanted = new Wanted(listing, input.marker(), input.maxItems());
    int most = Math.clamp(LENGTH_OF_PAGE / Math.max(1, length), 1, wanted.most());
    return new Wanted(listing, input.marker(), Optional.of(most));
  }

  /// A boundary that is given takes the place of the one that is set.
  private static CallerPolicies bounded(CallerPolicies standing, Asking input) {
    List<NamedPolicy> given =
        documents(
            "PermissionsBoundaryPolicyInputList",
            input.permissionsBoundaryPolicyInputList().orElse(List.of()));
    if (given.isEmpty()) {
      return standing;
    }
    return new CallerPolicies(
        standing.role(),
        standing.identity(),
        Optional.of(given.getFirst()),
        standing.session(),
        standing.tags());
  }

  private static List<NamedPolicy> documents(String list, List<String> documents) {
    List<NamedPolicy> policies = new ArrayList<>();
    for (String document : documents) {
      policies.add(named(list + "." + (policies.size() + 1), document, Form.IDENTITY));
    }
    return policies;
  }

  private static NamedPolicy named(String name, String document, Form form) {
    PolicyText.demand(document, form);
    return new NamedPolicy(name, PolicyText.accepted(document, form));
  }

  /// The user that asks in the simulation; one that nobody is where none is named.
  private static Principal caller(Call call, String arn) {
    if (arn.isEmpty()) {
      return new Principal(
          Kind.USER,
          call.account(),
          Arn.global("iam", call.account(), "user/simulated"),
          "AIDASIMULATED");
    }
    Arn named =
        Arn.parse(arn)
            .filter(it -> AccountId.isId(it.account()))
            .orElseThrow(() -> new InvalidInput("Invalid CallerArn: " + arn));
    Kind kind = named.resource().startsWith("user/") ? Kind.USER : Kind.ROLE_SESSION;
    return new Principal(kind, new AccountId(named.account()), named, "AIDASIMULATED");
  }

  /// What is given outweighs what is known of the caller.
  private static Context context(
      Principal caller, CallerPolicies policies, List<ContextEntry> entries) {
    Map<String, List<String>> given = new HashMap<>();
    String name = caller.arn().resource();
    given.put("aws:principalarn", List.of(caller.arn().toString()));
    given.put("aws:principalaccount", List.of(caller.account().value()));
    if (caller.kind() == Kind.USER) {
      given.put("aws:username", List.of(name.substring(name.lastIndexOf('/') + 1)));
    }
    policies.tags().forEach((key, value) -> given.put("aws:principaltag/" + key, List.of(value)));
    for (ContextEntry entry : entries) {
      entry
          .contextKeyName()
          .ifPresent(it -> given.put(Context.name(it), entry.contextKeyValues().orElse(List.of())));
    }
    return Context.of(given);
  }
}
