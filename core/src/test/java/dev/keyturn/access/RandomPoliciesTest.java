package dev.keyturn.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.PolicyCases.Asked;
import dev.keyturn.access.PolicyCases.Case;
import dev.keyturn.access.PolicyCases.Documents;
import dev.keyturn.access.PolicyCases.Requester;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Policies and requests at random, made of few words so that they meet: the evaluator and the
/// plain implementation have to agree on each.
class RandomPoliciesTest {
  private static final List<String> ACTIONS =
      List.of("*", "s:Get", "s:Put", "s:*", "s:?et", "t:*", "S:GET", "s:*t");
  private static final List<String> RESOURCES =
      List.of(
          "*",
          "arn:aws:s:r:111122223333:a/x",
          "arn:aws:s:*:111122223333:a/*",
          "arn:aws:s:r:*:?/*",
          "arn:aws:s:*:a/x:*",
          "arn:aws:s*",
          "arn:aws:s:r:111122223333:${t:u}/x",
          "arn:aws:s:r:111122223333:a/${t:u, 'x'}");
  private static final List<String> PRINCIPALS =
      List.of(
          "'*'",
          "{'AWS':'*'}",
          "{'AWS':'111122223333'}",
          "{'AWS':'arn:aws:iam::444455556666:root'}",
          "{'AWS':['arn:aws:iam::111122223333:user/team/ann','arn:aws:iam::444455556666:user/eve']}",
          "{'AWS':'arn:aws:iam::111122223333:role/svc/app'}",
          "{'AWS':'arn:aws:sts::111122223333:assumed-role/app/one'}",
          "{'AWS':['AIDAEVEEXAMPLE','AROAAPPEXAMPLE']}",
          "{'Service':'lambda.amazonaws.com'}");
  private static final List<String> TEXTS =
      List.of("a", "A", "b", "*", "a*", "?", "${t:u}", "${t:v, 'a'}", "x${*}", "1", "2.0");
  private static final List<String> TEXT_OPERATORS =
      List.of(
          "StringEquals",
          "StringNotEquals",
          "StringLike",
          "StringNotLike",
          "StringEqualsIgnoreCase",
          "StringNotEqualsIgnoreCase",
          "Bool");
  private static final List<String> NUMBER_OPERATORS =
      List.of(
          "NumericEquals",
          "NumericNotEquals",
          "NumericLessThan",
          "NumericLessThanEquals",
          "NumericGreaterThan",
          "NumericGreaterThanEquals");
  private static final List<String> DATE_OPERATORS =
      List.of(
          "DateEquals",
          "DateNotEquals",
          "DateLessThan",
          "DateLessThanEquals",
          "DateGreaterThan",
          "DateGreaterThanEquals");
  private static final List<String> ARN_OPERATORS =
      List.of("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike");
  private static final List<String> VALUES =
      List.of(
          "a",
          "A",
          "b",
          "*",
          "x*",
          "1",
          "2",
          "-1",
          "10.0.0.7",
          "::1",
          "2026-11-21T08:00:00Z",
          "arn:aws:s:r:111122223333:a/x",
          "arn:aws:s::1:b");

  private final Random random = new Random(20261121);

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private List<String> some(List<String> of) {
    List<String> some = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      some.add(one(of));
    }
    return some;
  }

  private static String quoted(List<String> texts) {
    return texts.size() == 1
        ? '"' + texts.getFirst() + '"'
        : "[\"" + String.join("\",\"", texts) + "\"]";
  }

  private String statement(String kind) {
    StringBuilder text = new StringBuilder("{'Effect':'");
    text.append(random.nextInt(5) == 0 ? "Deny" : "Allow");
    text.append(random.nextInt(6) == 0 ? "','NotAction':" : "','Action':");
    text.append(quoted(some(ACTIONS)));
    if (!kind.equals("trust")) {
      text.append(random.nextInt(6) == 0 ? ",'NotResource':" : ",'Resource':");
      text.append(quoted(some(RESOURCES)));
    }
    if (kind.equals("trust") || kind.equals("resource")) {
      text.append(random.nextInt(6) == 0 ? ",'NotPrincipal':" : ",'Principal':");
      text.append(one(PRINCIPALS));
    }
    if (random.nextInt(3) == 0) {
      text.append(",'Condition':").append(conditions());
    }
    return text.append('}').toString();
  }

  private String conditions() {
    Map<String, String> lines = new TreeMap<>();
    for (int i = 0; i <= random.nextInt(2); i++) {
      String line = condition();
      lines.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    StringBuilder text = new StringBuilder("{");
    lines.forEach((operator, keys) ->
        text.append(text.length() > 1 ? ",'" : "'").append(operator).append("':").append(keys));
    return text.append('}').toString();
  }

  private String condition() {
    String key = one(List.of("t:k", "T:K", "t:l"));
    return switch (random.nextInt(7)) {
      case 0 -> "Null={'%s':'%s'}".formatted(key, random.nextBoolean());
      case 1 -> line(NUMBER_OPERATORS, key, some(List.of("1", "2", "-1", "1.5")));
      case 2 ->
          line(
              DATE_OPERATORS,
              key,
              some(List.of("2026-11-21", "2026-11-21T09:00:00+01:00", "1795248000")));
      case 3 ->
          line(
              List.of("IpAddress", "NotIpAddress"),
              key,
              some(List.of("10.0.0.0/8", "10.0.0.7", "::/0", "2001:db8::/32")));
      case 4 -> line(ARN_OPERATORS, key, some(RESOURCES.subList(1, RESOURCES.size())));
      default -> line(TEXT_OPERATORS, key, some(TEXTS));
    };
  }

  private String line(List<String> operators, String key, List<String> values) {
    String prefix = one(List.of("", "", "", "ForAllValues:", "ForAnyValue:"));
    String suffix = one(List.of("", "", "", "IfExists"));
    return prefix + one(operators) + suffix + "={'%s':%s}".formatted(key, quoted(values));
  }

  private String document(String kind) {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      statements.add(statement(kind));
    }
    String version = random.nextInt(8) == 0 ? "2008-10-17" : "2012-10-17";
    return "{'Version':'%s','Statement':[%s]}"
        .formatted(version, String.join(",", statements))
        .replace('\'', '"')
        .replace(", \"x\"}", ", 'x'}")
        .replace(", \"a\"}", ", 'a'}");
  }

  private Documents documents() {
    Map<String, List<String>> documents = new TreeMap<>();
    documents.put("identity", List.of(document("identity"), document("identity")));
    if (random.nextInt(3) == 0) {
      documents.put("boundary", List.of(document("boundary")));
    }
    if (random.nextInt(3) == 0) {
      documents.put("session", List.of(document("session")));
    }
    switch (random.nextInt(4)) {
      case 0 -> documents.put("trust", List.of(document("trust")));
      case 1, 2 -> documents.put("resource", List.of(document("resource")));
      default -> {}
    }
    return new Documents(documents);
  }

  private Asked asked() {
    Map<String, List<String>> keys = new TreeMap<>();
    for (String key : List.of("t:k", "t:l", "t:u")) {
      if (random.nextInt(4) > 0) {
        keys.put(key, some(VALUES));
      }
    }
    return new Asked(
        one(List.of("s:Get", "s:Put", "t:Do")),
        one(
            List.of(
                "*",
                "arn:aws:s:r:111122223333:a/x",
                "arn:aws:s:r:111122223333:b/y:z",
                "arn:aws:s:q:444455556666:a/x")),
        keys);
  }

  @Test
  void bothImplementationsAgree() throws MalformedPolicy {
    Map<String, Integer> seen = new TreeMap<>();
    for (int i = 0; i < 30_000; i++) {
      String who = one(List.copyOf(new TreeSet<>(Requester.ALL.keySet())));
      Case each = new Case("at random", documents(), who, asked(), "");
      String decision = PolicyCases.decide(each);
      assertThat(decision)
          .as("%s under %s", each, each.documents())
          .isEqualTo(NaivePolicies.decide(each));
      seen.merge(decision, 1, Integer::sum);
    }
    assertThat(seen.keySet())
        .contains(
            "allow",
            "no identity",
            "no resource",
            "no boundary",
            "no session",
            "deny identity",
            "deny resource",
            "deny boundary",
            "deny session");
    assertThat(seen.values()).allMatch(count -> count > 100);
  }
}
