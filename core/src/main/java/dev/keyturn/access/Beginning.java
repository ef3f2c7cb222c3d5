package dev.keyturn.access;

import dev.keyturn.access.Template.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands in a template before its first wildcard, compared with a text in place. Most of a
/// caller's patterns do not match and differ here, and with hundreds of them looking for it in
/// memory is what a decision would spend its time on: so it is held close together, and what is the
/// same in many is one object. Immutable.
final class Beginning {
  static final Beginning ANY = new Beginning("", List.of());

  private final String written;

  /// What stands behind it: mostly a variable in which texts differ already.
  private final @Nullable Part next;

  private final List<Part> more;

  private Beginning(String written, List<Part> others) {
    this.written = written.intern();
    this.next = others.isEmpty() ? null : others.getFirst();
    this.more = others.isEmpty() ? List.of() : List.copyOf(others.subList(1, others.size()));
  }

  static Beginning of(String written) {
    return written.isEmpty() ? ANY : new Beginning(written, List.of());
  }

  static Beginning of(Template template) {
    List<Part> parts = new ArrayList<>();
    for (Part part : template.parts()) {
      int wildcard = part instanceof Part.Written written ? wildcard(written.text()) : -1;
      if (wildcard >= 0) {
        parts.add(new Part.Written(((Part.Written) part).text().substring(0, wildcard)));
        break;
      }
      parts.add(part);
    }
    return !parts.isEmpty() && parts.getFirst() instanceof Part.Written first
        ? new Beginning(first.text(), parts.subList(1, parts.size()))
        : new Beginning("", parts);
  }

  private static int wildcard(String written) {
    for (int i = 0; i < written.length(); i++) {
      if (written.charAt(i) == '*' || written.charAt(i) == '?') {
        return i;
      }
    }
    return -1;
  }

  /// Whether a text begins so. False when a variable has no value.
  boolean isOf(String text, Context context) {
    return text.startsWith(written) && goesOn(text, context);
  }

  /// Whether the last part of an ARN begins so.
  boolean isOf(ArnParts arn, Context context) {
    return arn.begins(written) && goesOn(arn.resource(), context);
  }

  private boolean goesOn(String text, Context context) {
    int at = next == null ? written.length() : end(text, written.length(), next, context);
    for (int i = 0; at >= 0 && i < more.size(); i++) {
      at = end(text, at, more.get(i), context);
    }
    return at >= 0;
  }

  /// Where the part ends that the text has there; negative when it has something else.
  private static int end(String text, int at, Part part, Context context) {
    String value = part.value(context);
    return value != null && text.startsWith(value, at) ? at + value.length() : -1;
  }
}
