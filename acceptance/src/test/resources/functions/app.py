"""Rotates a secret with AWS's SDK, as a function of a user does. Before each step it knocks at the test's gate."""

import json
import os
import urllib.request

import boto3

client = boto3.client("secretsmanager", endpoint_url=os.environ["SECRETS_MANAGER_ENDPOINT"])


def knock(name, step, body=""):
    request = urllib.request.Request(f"{os.environ['GATE']}/{name}/{step}", body.encode(), method="POST")
    with urllib.request.urlopen(request) as answer:
        answer.read()


def pending(arn, token):
    return client.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")["SecretString"]


def create(arn, token):
    try:
        pending(arn, token)
    except client.exceptions.ResourceNotFoundException:
        password = client.get_random_password(PasswordLength=32, ExcludePunctuation=True)["RandomPassword"]
        client.put_secret_value(
            SecretId=arn,
            ClientRequestToken=token,
            SecretString=password,
            VersionStages=["AWSPENDING"],
        )


def finish(arn, token, stages):
    current = next(version for version, labels in stages.items() if "AWSCURRENT" in labels)
    if current != token:
        client.update_secret_version_stage(
            SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
        )


def handler(event, context):
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    described = client.describe_secret(SecretId=arn)
    name, stages = described["Name"], described["VersionIdsToStages"]
    if token not in stages:
        raise ValueError(f"Secret version {token} has no stage for rotation of secret {arn}.")
    knock(name, step)
    if step == "createSecret":
        create(arn, token)
    elif step == "setSecret":
        password = pending(arn, token)
        print("setting", password)
        knock(name, "password", password)
    elif step == "testSecret":
        knock(name, "login", pending(arn, token))
    elif step == "finishSecret":
        finish(arn, token, stages)
    else:
        raise ValueError("Invalid step parameter")
