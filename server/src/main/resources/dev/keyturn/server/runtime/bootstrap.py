"""Runs a Python function: asks the Lambda Runtime API for events, calls the handler, answers.

Nothing but the standard library, and little of that: what is imported here costs every cold start.
"""

import json
import logging
import os
import socket
import sys
import time
import traceback

HERE = os.path.abspath(__file__)


class Api:
    """The Lambda Runtime API over one connection that is kept."""

    def __init__(self, endpoint):
        address, _, path = endpoint.partition("/")
        self.host, _, port = address.partition(":")
        self.port = int(port)
        self.root = "/%s/2018-06-01/runtime/" % path
        self.stream = None

    def call(self, method, path, body=b"", headers=()):
        head = ["%s %s%s HTTP/1.1" % (method, self.root, path), "Host: " + self.host]
        head += ["%s: %s" % header for header in headers]
        head += ["Content-Length: %d" % len(body), "", ""]
        if self.stream is None:
            self.open()
        self.connection.sendall("\r\n".join(head).encode() + body)
        status = self.stream.readline()
        if not status:
            sys.exit(0)  # The server is gone.
        found = {}
        for line in iter(self.stream.readline, b"\r\n"):
            name, _, value = line.decode("iso-8859-1").partition(":")
            found[name.lower()] = value.strip()
        answer = self.stream.read(int(found.get("content-length", 0)))
        return int(status.split()[1]), found, answer

    def open(self):
        self.connection = socket.create_connection((self.host, self.port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.connection.makefile("rb")

    def failed(self, path, error):
        headers = [("Lambda-Runtime-Function-Error-Type", error["errorType"].encode("ascii", "replace").decode())]
        return self.call("POST", path, to_json(error).encode(), headers)


class Fault(Exception):
    """A failure that has a name in AWS's runtime."""

    def __init__(self, type_, message, trace=None):
        super().__init__(message)
        self.type = type_
        self.trace = trace


class Client:
    def __init__(self, fields):
        self.installation_id = fields.get("installation_id")
        self.app_title = fields.get("app_title")
        self.app_version_name = fields.get("app_version_name")
        self.app_version_code = fields.get("app_version_code")
        self.app_package_name = fields.get("app_package_name")


class ClientContext:
    def __init__(self, fields):
        self.client = Client(fields["client"]) if fields.get("client") else None
        self.custom = fields.get("custom")
        self.env = fields.get("env")


class CognitoIdentity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class LambdaContext:
    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.identity = CognitoIdentity()
        client = headers.get("lambda-runtime-client-context")
        self.client_context = ClientContext(json.loads(client)) if client else None
        self._deadline = int(headers.get("lambda-runtime-deadline-ms", 0))

    def get_remaining_time_in_millis(self):
        return max(self._deadline - int(time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))


class LogHandler(logging.Handler):
    """AWS's format; a message of several lines stays one event."""

    def emit(self, record):
        sys.stdout.write(self.format(record).replace("\n", "\r") + "\n")
        sys.stdout.flush()


class RequestId(logging.Filter):
    current = ""

    def filter(self, record):
        record.aws_request_id = RequestId.current
        return True


class EndpointForOldBotocore:
    """botocore before 1.31, as distributions have it, does not read AWS_ENDPOINT_URL, and would call AWS."""

    def find_spec(self, name, path=None, target=None):
        if name != "botocore.session":
            return None
        sys.meta_path.remove(self)
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path)
        if spec is not None:
            run = spec.loader.exec_module

            def exec_module(module):
                run(module)
                self.teach(module)

            spec.loader.exec_module = exec_module
        return spec

    @staticmethod
    def teach(module):
        version = sys.modules["botocore"].__version__.split(".")
        if [int(part) for part in version[:2]] >= [1, 31]:
            return
        create = module.Session.create_client

        def create_client(session, *given, **named):
            if len(given) < 6 and named.get("endpoint_url") is None:
                named["endpoint_url"] = os.environ["AWS_ENDPOINT_URL"]
            return create(session, *given, **named)

        module.Session.create_client = create_client


def set_up_logging():
    handler = LogHandler()
    formatter = logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(RequestId())
    logging.getLogger().addHandler(handler)


def to_json(value):
    def other(odd):
        if type(odd).__name__ == "Decimal":
            return int(odd) if odd == odd.to_integral_value() else float(odd)
        raise TypeError("Object of type %s is not JSON serializable" % type(odd).__name__)

    return json.dumps(value, ensure_ascii=False, default=other)


def load(handler):
    module_name, dot, function_name = handler.rpartition(".")
    if not dot or not module_name:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % handler)
    import importlib

    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, error), trace_of(error)) from None
    except SyntaxError as error:
        where = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        raise Fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), [where]) from None
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name), []) from None


def trace_of(error):
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename != HERE and not frame.filename.startswith("<frozen")]
    return traceback.format_list(own)


def described(error, request_id):
    """An exception in AWS's shape."""
    fault = isinstance(error, Fault)
    trace = error.trace if fault else trace_of(error)
    return {
        "errorMessage": str(error),
        "errorType": error.type if fault else type(error).__name__,
        "requestId": request_id,
        "stackTrace": trace or [],
    }


def log_error(error):
    text = "[ERROR] %s: %s" % (error["errorType"], error["errorMessage"])
    if error["stackTrace"]:
        text += "\nTraceback (most recent call last):\n" + "".join(error["stackTrace"])
    sys.stdout.write(text.rstrip("\n").replace("\n", "\r") + "\n")
    sys.stdout.flush()


def answer(handler, event, context):
    try:
        decoded = json.loads(event)
    except ValueError as error:
        raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error) from None
    result = handler(decoded, context)
    try:
        return to_json(result).encode()
    except Exception as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error) from None


def serve(api, handler):
    while True:
        status, headers, event = api.call("GET", "invocation/next")
        if status != 200:
            sys.exit(1)
        context = LambdaContext(headers)
        RequestId.current = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
        path = "invocation/" + context.aws_request_id
        try:
            result = answer(handler, event, context)
        except Exception as error:
            failure = described(error, context.aws_request_id)
            log_error(failure)
            api.failed(path + "/error", failure)
        else:
            sys.stdout.flush()
            api.call("POST", path + "/response", result)


def main():
    api = Api(os.environ["AWS_LAMBDA_RUNTIME_API"])
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    sys.stderr = sys.stdout
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    sys.argv[1:] = []
    set_up_logging()
    sys.meta_path.insert(0, EndpointForOldBotocore())
    try:
        handler = load(os.environ.get("_HANDLER", ""))
    except Exception as error:
        failure = described(error, "")
        log_error(failure)
        api.failed("init/error", failure)
        sys.exit(1)
    serve(api, handler)


main()
