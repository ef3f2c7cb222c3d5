package dev.keyturn.access;

import dev.keyturn.access.Decision.Denied;
import dev.keyturn.access.Evaluation.ResourceSide;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The tables of cases beside this class: policies, requests, and what is to come of them.
final class PolicyCases {
  private PolicyCases() {}

  /// Whose request it is.
  record Requester(Principal principal, Optional<Arn> role) {
    static final Map<String, Requester> ALL =
        Map.of(
            "user", user("111122223333", "user/team/ann", "AIDAANNEXAMPLE"),
            "role", session("111122223333", "svc/app", "app/one", "AROAAPPEXAMPLE"),
            "root", root("111122223333"),
            "foreign", user("444455556666", "user/eve", "AIDAEVEEXAMPLE"),
            "foreign-role", session("444455556666", "spy", "spy/two", "AROASPYEXAMPLE"),
            "foreign-root", root("444455556666"));

    private static Requester user(String account, String resource, String id) {
      AccountId of = new AccountId(account);
      return new Requester(
          new Principal(Kind.USER, of, Arn.global("iam", of, resource), id), Optional.empty());
    }

    private static Requester session(String account, String role, String session, String id) {
      AccountId of = new AccountId(account);
      return new Requester(
          new Principal(
              Kind.ROLE_SESSION,
              of,
              Arn.global("sts", of, "assumed-role/" + session),
              id + ":" + session.split("/", 2)[1]),
          Optional.of(Arn.global("iam", of, "role/" + role)));
    }

    private static Requester root(String account) {
      return new Requester(Principal.administrator(new AccountId(account)), Optional.empty());
    }
  }

  /// Documents by what they are attached to: identity, boundary, session, resource, trust.
  record Documents(Map<String, List<String>> byKind) {
    List<String> of(String kind) {
      return byKind.getOrDefault(kind, List.of());
    }
  }

  /// One case.
  ///
  /// @param rule what it shows
  record Case(String rule, Documents documents, String who, Asked asked, String expected) {

    Requester requester() {
      return java.util.Objects.requireNonNull(Requester.ALL.get(who), who);
    }

    @Override
    public String toString() {
      return rule + ": " + who + " " + asked + " -> " + expected;
    }
  }

  /// What is asked for.
  record Asked(String action, String resource, Map<String, List<String>> keys) {
    @Override
    public String toString() {
      return action + " " + resource + (keys.isEmpty() ? "" : " " + keys);
    }
  }

  /// What the evaluator says, in the words of the tables.
  static String decide(Case each) throws MalformedPolicy {
    Documents documents = each.documents;
    List<NamedPolicy> boundary = named(documents.of("boundary"), Form.IDENTITY);
    List<NamedPolicy> trust = named(documents.of("trust"), Form.TRUST);
    List<NamedPolicy> resource = named(documents.of("resource"), Form.RESOURCE);
    Evaluation evaluation =
        new Evaluation(
            new Question(
                each.requester().principal(),
                each.requester().role(),
                each.asked.action(),
                each.asked.resource(),
                Context.of(each.asked.keys())),
            new CallerPolicies(
                each.requester().role(),
                named(documents.of("identity"), Form.IDENTITY),
                boundary.stream().findFirst(),
                named(documents.of("session"), Form.IDENTITY),
                Map.of()),
            new ResourceSide(
                trust.stream().findFirst().or(() -> resource.stream().findFirst()),
                !trust.isEmpty()));
    return switch (evaluation.decide()) {
      case Decision.Allowed _ -> "allow";
      case Denied denied ->
          (denied.cause().explicit() ? "deny " : "no ")
              + denied.cause().layer().name().toLowerCase(Locale.ROOT);
    };
  }

  static List<NamedPolicy> named(List<String> documents, Form form) throws MalformedPolicy {
    List<NamedPolicy> named = new ArrayList<>();
    for (String document : documents) {
      named.add(new NamedPolicy("policy " + (named.size() + 1), Policy.parse(document, form)));
    }
    return named;
  }

  static String document(String statement) {
    return statement.contains("\"Statement\"")
        ? statement
        : "{\"Version\":\"2012-10-17\",\"Statement\":" + statement + "}";
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>(conditions());
    cases.addAll(decisions());
    return cases;
  }

  private static List<Case> conditions() {
    List<Case> cases = new ArrayList<>();
    String rule = "";
    for (String line : lines("conditions.txt")) {
      if (line.startsWith("== ")) {
        rule = line.substring(3);
      } else {
        String[] parts = line.split("\\|", 3);
        String statement =
            "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":%s}"
                .formatted(parts[0].strip());
        cases.add(
            new Case(
                rule + " " + parts[0].strip(),
                new Documents(Map.of("identity", List.of(document(statement)))),
                "user",
                new Asked("t:Do", "*", keys(parts[1].strip().split(" +"))),
                parts[2].strip().equals("yes") ? "allow" : "no identity"));
      }
    }
    return cases;
  }

  private static List<Case> decisions() {
    List<Case> cases = new ArrayList<>();
    String rule = "";
    Map<String, List<String>> documents = new TreeMap<>();
    for (String line : lines("decisions.txt")) {
      if (line.startsWith("== ")) {
        rule = line.substring(3);
        documents = new TreeMap<>();
      } else if (line.contains(" -> ")) {
        cases.add(request(rule, new Documents(documents), line));
      } else {
        String[] parts = line.split(" ", 2);
        documents.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(document(parts[1]));
      }
    }
    return cases;
  }

  private static Case request(String rule, Documents documents, String line) {
    String[] sides = line.split(" -> ", 2);
    String[] words = sides[0].strip().split(" +");
    String resource =
        words[2].startsWith("secret:")
            ? "arn:aws:secretsmanager:eu-west-1:111122223333:" + words[2]
            : words[2];
    String[] keys = java.util.Arrays.copyOfRange(words, 3, words.length);
    return new Case(
        rule, documents, words[0], new Asked(words[1], resource, keys(keys)), sides[1].strip());
  }

  private static Map<String, List<String>> keys(String[] words) {
    Map<String, List<String>> keys = new TreeMap<>();
    for (String word : words) {
      String[] parts = word.split("=", 2);
      if (!word.isEmpty()) {
        List<String> values = keys.computeIfAbsent(parts[0], _ -> new ArrayList<>());
        if (parts.length == 2) {
          values.add(parts[1]);
        }
      }
    }
    return keys;
  }

  private static List<String> lines(String name) {
    try (InputStream in = PolicyCases.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException broken) {
      throw new IllegalStateException("Cannot read " + name, broken);
    }
  }
}
