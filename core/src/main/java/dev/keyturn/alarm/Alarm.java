package dev.keyturn.alarm;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// One thing to tell: that a condition began, or that it is over. It holds no secret.
///
/// @param id the same in every try to tell it, so that a receiver can drop a repetition
/// @param subject the secret's ARN, or the target's `host:port`
/// @param at when it was noticed
/// @param text what is wrong, in plain words
/// @param remedy what an operator can do
/// @param tries how often it was told in vain
public record Alarm(
    String id,
    Cause cause,
    String subject,
    Event event,
    Instant at,
    String text,
    String remedy,
    int tries) {

  /// Whether the condition began or ended.
  public enum Event {
    RAISED,
    CLEARED
  }

  /// What may be wrong.
  public enum Cause {
    FAILED(false, "has failed"),
    UNSETTLED(true, "is unsettled"),
    STUCK(true, "is stuck"),
    OVERDUE(true, "is overdue"),
    /// The subject is a target, and one alarm stands for all its secrets.
    TARGET_SILENT(true, "does not answer");

    private final boolean urgent;
    private final String words;

    Cause(boolean urgent, String words) {
      this.urgent = urgent;
      this.words = words;
    }

    /// Whether it goes on until somebody acts, or readers may be locked out meanwhile.
    public boolean urgent() {
      return urgent;
    }

    /// What follows the subject in a sentence.
    public String words() {
      return words;
    }
  }

  static Alarm raised(Cause cause, String subject, Instant at, String text, String remedy) {
    return new Alarm(newId(), cause, subject, Event.RAISED, at, text, remedy, 0);
  }

  /// The news that it is over.
  Alarm cleared(Instant now) {
    String over = "It is over: what was said at %s holds no more.".formatted(at);
    return new Alarm(newId(), cause, subject, Event.CLEARED, now, over, "", 0);
  }

  Alarm triedInVain() {
    return new Alarm(id, cause, subject, event, at, text, remedy, tries + 1);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  /// What a document of it lies under: one for each condition of each subject.
  String key() {
    return key(cause, subject);
  }

  static String key(Cause cause, String subject) {
    return cause + "/" + subject;
  }

  /// When it is to be told.
  Optional<Instant> due() {
    return Optional.of(at);
  }
}
