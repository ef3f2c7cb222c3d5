package dev.keyturn.operation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request was understood and refused. The text is for the caller, in AWS's words where AWS has
/// some. Only refusals leave the server with a text: whatever else an operation throws is an
/// internal failure. Carries no stack trace.
public abstract sealed class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Longer than any text of AWS's, and short enough for every log: a text may repeat what a caller
  /// has written.
  private static final int LONGEST = 8_192;

  private Refusal(String message) {
    super(
        message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...",
        null,
        false,
        false);
  }

  /// The text, never absent.
  public final String text() {
    return String.valueOf(getMessage());
  }

  /// AWS's code, such as `ResourceNotFoundException`.
  public final String code() {
    return getClass().getSimpleName()
        + (this instanceof EncryptionFailure || this instanceof DecryptionFailure
            ? ""
            : "Exception");
  }

  /// A constraint of the model does not hold.
  public static final class Validation extends Refusal {
    private static final long serialVersionUID = 1;

    public Validation(String message) {
      super(message);
    }
  }

  /// A parameter has a value that cannot be.
  public static final class InvalidParameter extends Refusal {
    private static final long serialVersionUID = 1;

    public InvalidParameter(String message) {
      super(message);
    }
  }

  /// The request does not fit the state of the resource.
  public static final class InvalidRequest extends Refusal {
    private static final long serialVersionUID = 1;

    public InvalidRequest(String message) {
      super(message);
    }
  }

  /// There is no such secret, version or label.
  public static final class ResourceNotFound extends Refusal {
    private static final long serialVersionUID = 1;

    private final String asked;

    public ResourceNotFound(String message) {
      this(message, "*");
    }

    /// @param asked the name or ARN that means nothing
    public ResourceNotFound(String message, String asked) {
      super(message);
      this.asked = asked;
    }

    /// What only those are told of who might do something with it if it were there.
    String asked() {
      return asked;
    }
  }

  /// The name or the version is taken.
  public static final class ResourceExists extends Refusal {
    private static final long serialVersionUID = 1;

    public ResourceExists(String message) {
      super(message);
    }
  }

  /// A quota is reached.
  public static final class LimitExceeded extends Refusal {
    private static final long serialVersionUID = 1;

    public LimitExceeded(String message) {
      super(message);
    }
  }

  /// A page token was not made here, or for another listing.
  public static final class InvalidNextToken extends Refusal {
    private static final long serialVersionUID = 1;

    public InvalidNextToken(String message) {
      super(message);
    }
  }

  /// A policy would open a secret to everybody.
  public static final class PublicPolicy extends Refusal {
    private static final long serialVersionUID = 1;

    public PublicPolicy(String message) {
      super(message);
    }
  }

  /// The caller may not do this.
  public static final class AccessDenied extends Refusal {
    private static final long serialVersionUID = 1;

    private final @Nullable String reason;

    public AccessDenied(String message) {
      this(message, null);
    }

    AccessDenied(String message, @Nullable String reason) {
      super(message);
      this.reason = reason;
    }

    /// What policies had to say: for the audit record, never for the caller.
    Optional<String> reason() {
      return Optional.ofNullable(reason);
    }
  }

  /// The value cannot be encrypted with the key that was named.
  public static final class EncryptionFailure extends Refusal {
    private static final long serialVersionUID = 1;

    public EncryptionFailure(String message) {
      super(message);
    }
  }

  /// The value cannot be decrypted.
  public static final class DecryptionFailure extends Refusal {
    private static final long serialVersionUID = 1;

    public DecryptionFailure(String message) {
      super(message);
    }
  }

  /// Too many requests; try again later.
  public static final class Throttling extends Refusal {
    private static final long serialVersionUID = 1;

    public Throttling(String message) {
      super(message);
    }
  }

  /// There is no such user, group, role, policy or key.
  public static final class NoSuchEntity extends Refusal {
    private static final long serialVersionUID = 1;

    public NoSuchEntity(String message) {
      super(message);
    }
  }

  /// There is one of that name already.
  public static final class EntityAlreadyExists extends Refusal {
    private static final long serialVersionUID = 1;

    public EntityAlreadyExists(String message) {
      super(message);
    }
  }

  /// Something still hangs on what is to be deleted.
  public static final class DeleteConflict extends Refusal {
    private static final long serialVersionUID = 1;

    public DeleteConflict(String message) {
      super(message);
    }
  }

  /// What is not made by the account cannot be changed by it.
  public static final class UnmodifiableEntity extends Refusal {
    private static final long serialVersionUID = 1;

    public UnmodifiableEntity(String message) {
      super(message);
    }
  }

  /// A policy that cannot be given to anybody.
  public static final class PolicyNotAttachable extends Refusal {
    private static final long serialVersionUID = 1;

    public PolicyNotAttachable(String message) {
      super(message);
    }
  }

  /// A value that has no meaning here.
  public static final class InvalidInput extends Refusal {
    private static final long serialVersionUID = 1;

    public InvalidInput(String message) {
      super(message);
    }
  }

  /// A policy document that is none, or says what cannot be.
  public static final class MalformedPolicyDocument extends Refusal {
    private static final long serialVersionUID = 1;

    public MalformedPolicyDocument(String message) {
      super(message);
    }
  }

  /// Session policies and tags that are too much for one session.
  public static final class PackedPolicyTooLarge extends Refusal {
    private static final long serialVersionUID = 1;

    public PackedPolicyTooLarge(String message) {
      super(message);
    }
  }

  /// A password that is too weak.
  public static final class PasswordPolicyViolation extends Refusal {
    private static final long serialVersionUID = 1;

    public PasswordPolicyViolation(String message) {
      super(message);
    }
  }

  /// Somebody for whom the operation has no meaning.
  public static final class InvalidUserType extends Refusal {
    private static final long serialVersionUID = 1;

    public InvalidUserType(String message) {
      super(message);
    }
  }

  /// A parameter of the Query protocol has a value that cannot be.
  public static final class InvalidParameterValue extends Refusal {
    private static final long serialVersionUID = 1;

    public InvalidParameterValue(String message) {
      super(message);
    }
  }

  /// There is one of that name already, in the words of services that call it a resource.
  public static final class ResourceAlreadyExists extends Refusal {
    private static final long serialVersionUID = 1;

    public ResourceAlreadyExists(String message) {
      super(message);
    }
  }

  /// More tags than a resource can have.
  public static final class TooManyTags extends Refusal {
    private static final long serialVersionUID = 1;

    public TooManyTags(String message) {
      super(message);
    }
  }

  /// There is one already, or it is being changed by somebody else.
  public static final class ResourceConflict extends Refusal {
    private static final long serialVersionUID = 1;

    public ResourceConflict(String message) {
      super(message);
    }
  }

  /// What was to be changed is no longer what the caller has seen.
  public static final class PreconditionFailed extends Refusal {
    private static final long serialVersionUID = 1;

    public PreconditionFailed(String message) {
      super(message);
    }
  }

  /// Too many requests at once, in the words of services that count them.
  public static final class TooManyRequests extends Refusal {
    private static final long serialVersionUID = 1;

    private final String reason;

    /// @param reason one of AWS's words, such as `ConcurrentInvocationLimitExceeded`
    public TooManyRequests(String message, String reason) {
      super(message);
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  /// There is no room for more code.
  public static final class CodeStorageExceeded extends Refusal {
    private static final long serialVersionUID = 1;

    public CodeStorageExceeded(String message) {
      super(message);
    }
  }

  /// A policy of a resource would become too long.
  public static final class PolicyLengthExceeded extends Refusal {
    private static final long serialVersionUID = 1;

    public PolicyLengthExceeded(String message) {
      super(message);
    }
  }

  /// A request is longer than what it is for can take.
  public static final class RequestTooLarge extends Refusal {
    private static final long serialVersionUID = 1;

    public RequestTooLarge(String message) {
      super(message);
    }
  }

  /// A body is not what it has to be, such as JSON.
  public static final class InvalidRequestContent extends Refusal {
    private static final long serialVersionUID = 1;

    public InvalidRequestContent(String message) {
      super(message);
    }
  }
}
