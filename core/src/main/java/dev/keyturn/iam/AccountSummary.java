package dev.keyturn.iam;

import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Resource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What an account has of each sort, and how much it can have.
public final class AccountSummary {
  private final Directory directory;

  AccountSummary(Directory directory) {
    this.directory = directory;
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.read(
            "GetAccountSummary",
            GetAccountSummary.class,
            Summary.class,
            (_, _) -> Resource.ANY,
            this::get));
  }

  public record GetAccountSummary() {}

  public record Summary(Map<String, Integer> summaryMap) {}

  private Summary get(Call call, Resource.Any account, GetAccountSummary input) {
    Map<String, Integer> summary = new TreeMap<>();
    summary.put("Users", directory.users().count(call.account()));
    summary.put("UsersQuota", Sort.USER.quota());
    summary.put("Groups", directory.groups().count(call.account()));
    summary.put("GroupsQuota", Sort.GROUP.quota());
    summary.put("Policies", directory.policies().local().count(call.account()));
    summary.put("PoliciesQuota", Sort.POLICY.quota());
    summary.put("AccessKeysPerUserQuota", 2);
    summary.put("AttachedPoliciesPerUserQuota", 10);
    summary.put("AttachedPoliciesPerGroupQuota", 10);
    summary.put("AttachedPoliciesPerRoleQuota", 10);
    summary.put("GroupsPerUserQuota", 10);
    summary.put("PolicySizeQuota", 6_144);
    summary.put("VersionsPerPolicyQuota", 5);
    summary.put("UserPolicySizeQuota", Grant.longestInline(Sort.USER));
    summary.put("GroupPolicySizeQuota", Grant.longestInline(Sort.GROUP));
    summary.put("AccountAccessKeysPresent", 1);
    summary.put("AccountMFAEnabled", 0);
    return new Summary(summary);
  }
}
