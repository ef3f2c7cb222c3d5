package dev.keyturn.iam;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.store.Document;
import dev.keyturn.store.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Lists the accounts of this server, by their numbers.
public final class ListAccounts {
  private static final String NAME = "ListAccounts";
  private static final int PAGE = 100;

  private final Accounts accounts;
  private final PageTokens pages;

  ListAccounts(Accounts accounts, PageTokens pages) {
    this.accounts = accounts;
    this.pages = pages;
  }

  public record Input(Optional<Integer> maxResults, Optional<String> nextToken) {}

  public record Output(List<Entry> accounts, Optional<String> nextToken) {}

  /// One account.
  ///
  /// @param accessKeyId of its administrator
  public record Entry(
      String accountId, Optional<String> name, Instant createdDate, String accessKeyId) {}

  Operation<Input, Place, Output> row() {
    return new Operation<>(
        NAME,
        Input.class,
        Output.class,
        READ,
        "keyturn:ListAccounts",
        (_, _) -> accounts.place("*"),
        this::handle);
  }

  Output handle(Call call, Place all, Input input) {
    String position = input.nextToken().map(token -> pages.position(NAME, token)).orElse("");
    int most = input.maxResults().orElse(PAGE);
    List<Document> found = accounts.after(position, most + 1);
    List<Document> page = found.subList(0, Math.min(most, found.size()));
    return new Output(
        page.stream().map(ListAccounts::entry).toList(),
        found.size() > most
            ? Optional.of(pages.issue(NAME, page.getLast().key().key()))
            : Optional.empty());
  }

  private static Entry entry(Document document) {
    Account account = Json.read(document.body(), Account.class);
    return new Entry(
        document.key().key(), account.name(), account.created(), account.accessKeyId());
  }
}
