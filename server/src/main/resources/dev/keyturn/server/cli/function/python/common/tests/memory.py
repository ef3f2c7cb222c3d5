"""A Secrets Manager in memory, and crashes at every call to the outside."""

import json
from types import SimpleNamespace

ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf"
MASTER_ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:master-GhIjKl"


class Crash(BaseException):
    """The process died here."""


class NotFound(Exception):
    pass


class Outside:
    """Everything beyond the process. Dies once, before or after the call with a given number took effect."""

    def __init__(self):
        self.calls = []
        self.dies_at = None
        self.after_effect = False

    def call(self, name, effect):
        self.calls.append(name)
        dies = len(self.calls) == self.dies_at
        if dies and not self.after_effect:
            raise Crash(name)
        try:
            return effect()
        finally:
            if dies:
                raise Crash(name)

    def forget(self):
        self.calls.clear()
        self.dies_at = None


class MemorySecrets:
    """The calls that a rotation function makes, with AWS's semantics."""

    exceptions = SimpleNamespace(ResourceNotFoundException=NotFound)

    def __init__(self, outside):
        self.outside = outside
        self.secrets = {}
        self.passwords = 0
        members = {"RotationToken": None}
        operation = SimpleNamespace(input_shape=SimpleNamespace(members=members))
        self.meta = SimpleNamespace(service_model=SimpleNamespace(operation_model=lambda _: operation))

    def store(self, arn, value, version="v0", labels=("AWSCURRENT",)):
        secret = self.secrets.setdefault(arn, {"enabled": True, "values": {}, "labels": {}})
        for label in labels:
            secret["labels"][label] = version
        if value is not None:
            secret["values"][version] = json.dumps(value)

    def value(self, arn, label):
        secret = self.secrets[arn]
        return json.loads(secret["values"][secret["labels"][label]])

    def describe_secret(self, SecretId):
        def effect():
            secret = self.secrets[SecretId]
            versions = {}
            for label, version in secret["labels"].items():
                versions.setdefault(version, []).append(label)
            return {"ARN": SecretId, "RotationEnabled": secret["enabled"], "VersionIdsToStages": versions}

        return self.outside.call("DescribeSecret", effect)

    def get_secret_value(self, SecretId, VersionStage, VersionId=None):
        def effect():
            secret = self.secrets.get(SecretId)
            version = secret and secret["labels"].get(VersionStage)
            if not version or version not in secret["values"] or VersionId not in (None, version):
                raise NotFound(VersionStage)
            return {"SecretString": secret["values"][version]}

        return self.outside.call("GetSecretValue", effect)

    def put_secret_value(self, SecretId, ClientRequestToken, SecretString, VersionStages, RotationToken):
        def effect():
            assert RotationToken == "rotation-token"
            secret = self.secrets[SecretId]
            assert secret["values"].setdefault(ClientRequestToken, SecretString) == SecretString
            for label in VersionStages:
                secret["labels"][label] = ClientRequestToken

        self.outside.call("PutSecretValue", effect)

    def update_secret_version_stage(self, SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId):
        def effect():
            labels = self.secrets[SecretId]["labels"]
            assert labels[VersionStage] == RemoveFromVersionId
            labels[VersionStage] = MoveToVersionId
            labels["AWSPREVIOUS"] = RemoveFromVersionId

        self.outside.call("UpdateSecretVersionStage", effect)

    def get_random_password(self, **rules):
        def effect():
            self.passwords += 1
            return {"RandomPassword": ("new-%d" % self.passwords).ljust(rules["PasswordLength"], "x")}

        return self.outside.call("GetRandomPassword", effect)
