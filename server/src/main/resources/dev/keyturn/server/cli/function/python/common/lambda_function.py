"""Rotates a secret: the four steps that Secrets Manager calls, and what has to hold before each.

How the credential changes is in strategy.py, what is done at the target in target.py: only that is to be filled in.
"""

import logging
import os

import strategy
import target
from rotation import Rotation

LOG = logging.getLogger(__name__)
LOG.setLevel(logging.INFO)


def lambda_handler(event, context):
    import boto3  # Here, so that the tests need no package.

    endpoint = os.environ.get("SECRETS_MANAGER_ENDPOINT") or None
    rotate(event, boto3.client("secretsmanager", endpoint_url=endpoint), target)


def rotate(event, secrets, at):
    """Runs one step. Each may be called again with the same token, also after a crash in its midst."""
    rotation = Rotation(event, secrets, at)
    if is_done(rotation):
        LOG.info("Version %s of %s is AWSCURRENT already.", rotation.token, rotation.arn)
        return
    step = event["Step"]
    if step == "createSecret":
        create(rotation)
    elif step == "setSecret":
        strategy.set_pending(rotation)
    elif step == "testSecret":
        strategy.test_pending(rotation)
    elif step == "finishSecret":
        finish(rotation)
    else:
        raise ValueError("Invalid step parameter %s for secret %s" % (step, rotation.arn))
    LOG.info("%s is done for version %s of %s.", step, rotation.token, rotation.arn)


def is_done(rotation):
    """Whether the version is AWSCURRENT. Refuses a version that this secret does not rotate to."""
    described = rotation.secrets.describe_secret(SecretId=rotation.arn)
    if described.get("RotationEnabled") is False:
        raise ValueError("Secret %s is not enabled for rotation" % rotation.arn)
    labels = described["VersionIdsToStages"].get(rotation.token)
    if not labels:
        raise ValueError(
            "Secret version %s has no stage for rotation of secret %s." % (rotation.token, rotation.arn)
        )
    if "AWSCURRENT" in labels:
        return True
    if "AWSPENDING" not in labels:
        raise ValueError(
            "Secret version %s not set as AWSPENDING for rotation of secret %s." % (rotation.token, rotation.arn)
        )
    return False


def create(rotation):
    """Stores the new credential, unless an earlier try has."""
    current = rotation.current()
    if rotation.stored() is None:
        strategy.create_pending(rotation, current)


def finish(rotation):
    """Makes the new version the one that clients read."""
    versions = rotation.secrets.describe_secret(SecretId=rotation.arn)["VersionIdsToStages"]
    before = next(version for version, labels in versions.items() if "AWSCURRENT" in labels)
    rotation.secrets.update_secret_version_stage(
        SecretId=rotation.arn, VersionStage="AWSCURRENT", MoveToVersionId=rotation.token, RemoveFromVersionId=before
    )
