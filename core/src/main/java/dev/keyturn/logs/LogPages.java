package dev.keyturn.logs;

import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Refusal.InvalidNextToken;
import dev.keyturn.operation.Refusal.InvalidParameter;
import java.util.Optional;

/// Page tokens, refused in this service's words.
record LogPages(PageTokens tokens) {

  /// The position in a token; empty text for the first page.
  String position(String listing, Optional<String> token) {
    try {
      return token.map(it -> tokens.position(listing, it)).orElse("");
    } catch (InvalidNextToken _) {
      throw new InvalidParameter("The specified nextToken is invalid.");
    }
  }

  String issue(String listing, String position) {
    return tokens.issue(listing, position);
  }
}
