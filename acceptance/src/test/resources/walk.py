"""A walk over the operations with boto3. Prints "ok <check>" for each check that holds."""

import secrets
import string
import sys
import uuid

import boto3
from botocore.exceptions import ClientError

client = boto3.client("secretsmanager", endpoint_url=sys.argv[1])


def value():
    made = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(32))
    print("VALUE", made)
    return made


def refused(code, call, **members):
    try:
        call(**members)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400, error
        assert error.response["ResponseMetadata"]["RequestId"], error
        return error.response["Error"]["Message"]
    raise AssertionError("not refused with " + code)


def read(name, **more):
    return client.get_secret_value(SecretId=name, **more)


def life():
    first = value()
    made = client.create_secret(Name="py/life", SecretString=first, Description="from Python")
    got = read("py/life")
    assert got["SecretString"] == first and got["ARN"] == made["ARN"]
    assert got["VersionStages"] == ["AWSCURRENT"] and got["CreatedDate"].tzinfo is not None
    second = value()
    client.put_secret_value(SecretId="py/life", SecretString=second)
    assert read("py/life")["SecretString"] == second
    assert read("py/life", VersionStage="AWSPREVIOUS")["SecretString"] == first


def idempotency():
    token, one = str(uuid.uuid4()), value()
    made = client.create_secret(Name="py/token", SecretString=one, ClientRequestToken=token)
    again = client.create_secret(Name="py/token", SecretString=one, ClientRequestToken=token)
    assert made["VersionId"] == again["VersionId"] == token
    text = refused(
        "ResourceExistsException",
        client.put_secret_value,
        SecretId="py/token",
        SecretString=value(),
        ClientRequestToken=token,
    )
    assert token in text and "already in use for a version of secret" in text, text


def labels():
    client.create_secret(Name="py/labels", SecretString=value())
    first = read("py/labels")["VersionId"]
    second = client.put_secret_value(
        SecretId="py/labels", SecretString=value(), VersionStages=["NEXT"]
    )["VersionId"]
    client.update_secret_version_stage(
        SecretId="py/labels", VersionStage="AWSCURRENT", MoveToVersionId=second,
        RemoveFromVersionId=first,
    )
    stages = client.describe_secret(SecretId="py/labels")["VersionIdsToStages"]
    assert sorted(stages[second]) == ["AWSCURRENT", "NEXT"] and stages[first] == ["AWSPREVIOUS"]
    listed = client.list_secret_version_ids(SecretId="py/labels")
    assert {version["VersionId"] for version in listed["Versions"]} == {first, second}


def binary():
    blob = secrets.token_bytes(64)
    client.create_secret(Name="py/binary", SecretBinary=blob)
    assert read("py/binary")["SecretBinary"] == blob


def unicode_text():
    text = "ключ-\u00e9-\U0001f511-" + value()
    client.create_secret(Name="py/unicode", SecretString=text)
    assert read("py/unicode")["SecretString"] == text


def paging():
    for number in range(7):
        client.create_secret(Name="py/page/%d" % number, SecretString=value())
    pages = list(client.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 3}))
    names = [secret["Name"] for page in pages for secret in page["SecretList"]]
    assert len(pages) > 2 and len(names) == len(set(names))
    assert {"py/page/%d" % number for number in range(7)} <= set(names)


def tags():
    client.create_secret(
        Name="py/tags", SecretString=value(), Tags=[{"Key": "a", "Value": "1"}])
    client.tag_resource(SecretId="py/tags", Tags=[{"Key": "b", "Value": "2"}])
    client.untag_resource(SecretId="py/tags", TagKeys=["a"])
    assert client.describe_secret(SecretId="py/tags")["Tags"] == [{"Key": "b", "Value": "2"}]


def update():
    client.create_secret(Name="py/update", SecretString=value())
    changed = value()
    client.update_secret(SecretId="py/update", Description="changed", SecretString=changed)
    assert read("py/update")["SecretString"] == changed
    assert client.describe_secret(SecretId="py/update")["Description"] == "changed"


def deletion():
    client.create_secret(Name="py/deleted", SecretString=value())
    client.delete_secret(SecretId="py/deleted", RecoveryWindowInDays=7)
    text = refused("InvalidRequestException", client.get_secret_value, SecretId="py/deleted")
    assert "because it was marked for deletion" in text, text
    assert "DeletedDate" in client.describe_secret(SecretId="py/deleted")
    client.restore_secret(SecretId="py/deleted")
    read("py/deleted")
    client.delete_secret(SecretId="py/deleted", ForceDeleteWithoutRecovery=True)
    refused("ResourceNotFoundException", client.describe_secret, SecretId="py/deleted")


def random_password():
    made = client.get_random_password(PasswordLength=64, ExcludeCharacters="abc", IncludeSpace=True)
    assert len(made["RandomPassword"]) == 64 and not set("abc") & set(made["RandomPassword"])


def refusals():
    text = refused("ResourceNotFoundException", client.get_secret_value, SecretId="py/nobody")
    assert text == "Secrets Manager can't find the specified secret.", text
    refused("ValidationException", client.get_secret_value, SecretId="spaces are wrong")
    refused("InvalidParameterException", client.delete_secret,
            SecretId="py/life", RecoveryWindowInDays=3)
    refused("InvalidRequestException", client.rotate_secret, SecretId="py/life")


for check in (life, idempotency, labels, binary, unicode_text, paging, tags, update, deletion,
              random_password, refusals):
    check()
    print("ok", check.__name__, flush=True)
