"""Functions and archives that are wrong in every way, sent with boto3. Prints "ok <check>" for each check that holds."""

import base64
import io
import json
import sys
import time
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, role = sys.argv[1:3]
client = boto3.client(
    "lambda", endpoint_url=endpoint, config=Config(retries={"max_attempts": 0}, read_timeout=60)
)
BAD = b"""
import json, os, subprocess, sys, time, urllib.error, urllib.request

API = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API']

def ask(url, body=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=body)) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code

def handler(event, context):
    do = event['do']
    if do == 'echo':
        return event
    if do == 'hang':
        time.sleep(600)
    if do == 'exit':
        os._exit(3)
    if do == 'fork':
        children = []
        try:
            while len(children) < 20000:
                pid = os.fork()
                if pid == 0:
                    time.sleep(600)
                    os._exit(0)
                children.append(pid)
        except OSError:
            pass
        for child in children:
            os.kill(child, 9)
        return len(children)
    if do == 'print':
        line = b'x' * 65535 + b'\\n'
        for _ in range(16 * 1024):
            os.write(1, line)
        return 'printed'
    if do == 'no json':
        return {1, 2}
    if do == 'twice':
        path = f'{API}/2018-06-01/runtime/invocation/{context.aws_request_id}/response'
        ask(path, b'"first"')
        return 'second'
    if do == 'others':
        host = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'].split('/')[0]
        return [
            ask(f'{host}/2018-06-01/runtime/invocation/next'),
            ask(f'{host}/{"0" * 32}/2018-06-01/runtime/invocation/next'),
            ask(f'{API}/2018-06-01/runtime/invocation/00000000-0000-4000-8000-000000000000/response', b'1'),
        ]
    if do == 'read':
        try:
            return open(event['file']).read()
        except OSError as error:
            return type(error).__name__
"""


def archive(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def entries(*infos):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info, content in infos:
            made.writestr(info, content)
    return out.getvalue()


def link(name, target):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info, target


def create(name, zip, runtime="python3.12", handler="app.handler", **more):
    return client.create_function(
        FunctionName=name, Runtime=runtime, Handler=handler, Role=role, Code={"ZipFile": zip}, **more
    )


def refused(code, call, *arguments, **members):
    try:
        call(*arguments, **members)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["RequestId"], error
        return error.response["Error"]["Message"]
    raise AssertionError("not refused with " + code)


def call(name, **event):
    answer = client.invoke(FunctionName=name, Payload=json.dumps(event), LogType="Tail")
    return answer, json.loads(answer["Payload"].read())


def failed(name, **event):
    answer, error = call(name, **event)
    assert answer["StatusCode"] == 200 and answer["FunctionError"] == "Unhandled", (answer, error)
    return error, base64.b64decode(answer["LogResult"]).decode()


def ok(check):
    print("ok", check, flush=True)


def archives():
    fine = ("app.py", BAD)
    for what, zip in {
        "absolute path": entries(fine, ("/etc/evil", "x")),
        "path upwards": entries(fine, ("../evil", "x")),
        "path upwards within": entries(fine, ("a/../../evil", "x")),
        "link out": entries(fine, link("evil", "/etc/passwd")),
        "bomb": entries(fine, ("zeros", b"\0" * (300 << 20))),
        "too many": entries(fine, *((f"d/{i}", b"") for i in range(100_000))),
        "no archive": b"PK but no more",
        "empty": b"",
        "cut off": archive(**{"app.py": BAD})[:-30],
    }.items():
        text = refused("InvalidParameterValueException", create, "wrong-" + what.replace(" ", "-"), zip)
        assert "Traceback" not in text and "java" not in text.lower(), text
        ok(f"{what}: {text}")
    assert not [f for f in client.list_functions()["Functions"] if f["FunctionName"].startswith("wrong-")]
    ok("none of them was kept")


def settings():
    zip = archive(**{"app.py": BAD})
    ok("no such runtime: " + refused("InvalidParameterValueException", create, "r", zip, runtime="cobol85"))
    text = refused(
        "InvalidParameterValueException",
        client.create_function,
        FunctionName="r",
        Role="arn:aws:iam::111122223333:role/nobody",
        Runtime="python3.12",
        Handler="app.handler",
        Code={"ZipFile": zip},
    )
    ok("no such role: " + text)
    ok("no such function: " + refused("ResourceNotFoundException", client.invoke, FunctionName="nobody"))
    ok("no JSON: " + refused("InvalidRequestContentException", client.invoke, FunctionName="bad", Payload=b"{"))
    too_large = b'"' + b"x" * (6 << 20) + b'"'
    text = refused("RequestEntityTooLargeException", client.invoke, FunctionName="bad", Payload=too_large)
    assert text == "Request must be smaller than 6291456 bytes for the InvokeFunction operation", text
    ok("an event that is too large")
    large, _ = call("bad", do="echo", more="y" * (5 << 20))
    assert "FunctionError" not in large
    ok("an event that is large")
    text = refused("RequestEntityTooLargeException", create, "r", b"z" * (53 << 20))
    assert text == "Request must be smaller than 70167211 bytes for the CreateFunction operation", text
    ok("an archive that is too large")


def large_archive():
    noise = open("/dev/urandom", "rb").read(45 << 20)
    made = create("large", archive(**{"app.py": BAD, "noise": noise}))
    assert made["CodeSize"] > 45 << 20
    client.delete_function(FunctionName="large")
    ok("an archive that is large")


def loading():
    create("no-handler", archive(**{"app.py": BAD}), handler="app.nothing")
    error, _ = failed("no-handler", do="echo")
    assert error["errorType"] == "Runtime.HandlerNotFound", error
    ok("missing handler")
    create("no-module", archive(**{"app.py": BAD}), handler="other.handler")
    error, _ = failed("no-module", do="echo")
    assert error["errorType"] == "Runtime.ImportModuleError", error
    ok("missing module")
    create("syntax", archive(**{"app.py": b"def handler(:"}))
    error, _ = failed("syntax", do="echo")
    assert error["errorType"] == "Runtime.UserCodeSyntaxError", error
    ok("syntax error")
    create("no-bootstrap", archive(**{"app.py": BAD}), runtime="provided.al2023")
    error, _ = failed("no-bootstrap", do="echo")
    ok("no bootstrap: " + json.dumps(error))


def behaviour():
    start = time.monotonic()
    error, _ = failed("bad", do="hang")
    assert "Task timed out after 2.00 seconds" in error["errorMessage"], error
    assert time.monotonic() - start < 15
    ok("hangs")
    error, log = failed("bad", do="exit")
    assert error["errorType"] == "Runtime.ExitError", error
    ok("exits")
    answer, result = call("bad-slowly", do="fork")
    assert "FunctionError" in answer or result < 20000, (answer, result)
    ok("forks")
    answer, result = call("bad-slowly", do="print")
    ok(f"prints a gigabyte: {answer.get('FunctionError', result)}")
    error, _ = failed("bad", do="no json")
    assert error["errorType"] == "Runtime.MarshalError", error
    ok("answers what is no JSON")
    answer, result = call("bad", do="twice")
    assert result == "first" or "FunctionError" in answer, (answer, result)
    ok("answers twice")
    _, result = call("bad", do="others")
    assert all(code in (400, 403, 404) for code in result), result
    ok("asks for others' invocations")
    _, result = call("bad", do="read", file="/proc/1/environ")
    assert "KEYTURN" not in result, "the server's environment"
    ok("reads another's environment")
    answer, result = call("bad", do="echo", n=1)
    assert result == {"do": "echo", "n": 1} and "FunctionError" not in answer
    ok("and works as before")


create("bad", archive(**{"app.py": BAD}), Timeout=2)
create("bad-slowly", archive(**{"app.py": BAD}), Timeout=20)
for check in (archives, settings, large_archive, loading, behaviour):
    check()
