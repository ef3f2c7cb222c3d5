"""One rotation: the values of its secret, and the checks that two of them mean the same target."""

import json
import os


class Rotation:
    """What one call of the function works with. Nothing is kept between two calls."""

    def __init__(self, event, secrets, at):
        self.arn = event["SecretId"]
        self.token = event["ClientRequestToken"]
        self.rotation_token = event.get("RotationToken")
        self.secrets = secrets
        self.at = at

    def current(self):
        return self._required(self.read(self.arn, "AWSCURRENT"), "AWSCURRENT")

    def pending(self):
        return self._required(self.stored(), "AWSPENDING")

    def stored(self):
        """The new credential; None before createSecret has stored it."""
        return self.read(self.arn, "AWSPENDING", self.token)

    def previous(self):
        """The credential before the current one; None when there is none."""
        return self.read(self.arn, "AWSPREVIOUS")

    def _required(self, value, label):
        if value is None:
            raise ValueError("Secret %s has no value labelled %s" % (self.arn, label))
        for field in self.at.FIELDS:
            if field not in value:
                raise KeyError("%s key is missing from secret JSON" % field)
        return value

    def read(self, secret, label, token=None):
        """A secret's JSON, or None when no version with a value has this label."""
        wanted = {"SecretId": secret, "VersionStage": label}
        if token:
            wanted["VersionId"] = token
        try:
            text = self.secrets.get_secret_value(**wanted)["SecretString"]
        except self.secrets.exceptions.ResourceNotFoundException:
            return None
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            # Without the parser's words: they quote the text.
            raise ValueError("Secret %s (%s) is no JSON object" % (secret, label))
        return value

    def put(self, value):
        """Stores the new credential under this rotation's version."""
        wanted = {
            "SecretId": self.arn,
            "ClientRequestToken": self.token,
            "SecretString": json.dumps(value),
            "VersionStages": ["AWSPENDING"],
        }
        if self.rotation_token and _knows_rotation_tokens(self.secrets):
            wanted["RotationToken"] = self.rotation_token
        self.secrets.put_secret_value(**wanted)

    def random_password(self):
        """A new password, by the variables that AWS's rotation functions take."""
        return self.secrets.get_random_password(
            PasswordLength=int(os.environ.get("PASSWORD_LENGTH", "32")),
            ExcludeCharacters=os.environ.get("EXCLUDE_CHARACTERS", ":/@\"'\\"),
            ExcludeNumbers=_flag("EXCLUDE_NUMBERS", "false"),
            ExcludePunctuation=_flag("EXCLUDE_PUNCTUATION", "false"),
            ExcludeUppercase=_flag("EXCLUDE_UPPERCASE", "false"),
            ExcludeLowercase=_flag("EXCLUDE_LOWERCASE", "false"),
            RequireEachIncludedType=_flag("REQUIRE_EACH_INCLUDED_TYPE", "true"),
        )["RandomPassword"]

    def open(self, credential):
        """A session at the target; None when the target refuses the credential."""
        try:
            return self.at.open_session(credential)
        except self.at.Refused:
            return None

    def opens(self, credential):
        """Whether the target takes the credential and answers."""
        session = self.open(credential)
        if session is None:
            return False
        try:
            self.at.check(session)
            return True
        finally:
            self.at.close(session)


def same_place(one, other, changing, what):
    """Refuses two credentials for different targets: whoever may write a secret must not turn the function on a
    target that is not his."""
    for field in sorted((one.keys() | other.keys()) - set(changing)):
        if one.get(field) != other.get(field):
            raise ValueError("%s differ in %s: they are to mean the same target" % (what, field))


def _flag(variable, default):
    return os.environ.get(variable, default).lower() in ("true", "1", "y", "yes")


def _knows_rotation_tokens(secrets):
    """An SDK from before September 2024 has no such parameter, and where function and secret share an account none is
    needed."""
    operation = secrets.meta.service_model.operation_model("PutSecretValue")
    return "RotationToken" in operation.input_shape.members
