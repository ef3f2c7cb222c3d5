"""A secret, its target and its function, all in this process."""

import logging
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
logging.disable(logging.CRITICAL)

from memory import ARN, MASTER_ARN, MemorySecrets, Outside  # noqa: E402
from memory_target import MASTER, SECRET, MemoryTarget  # noqa: E402

import lambda_function  # noqa: E402

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


class House:
    def __init__(self):
        self.outside = Outside()
        self.secrets = MemorySecrets(self.outside)
        self.target = MemoryTarget(self.outside)
        self.secrets.store(ARN, SECRET)
        self.secrets.store(MASTER_ARN, MASTER)

    def begin(self, token):
        """What RotateSecret does: a version without a value."""
        self.secrets.store(ARN, None, token, ["AWSPENDING"])

    def step(self, step, token):
        event = {"Step": step, "SecretId": ARN, "ClientRequestToken": token, "RotationToken": "rotation-token"}
        lambda_function.rotate(event, self.secrets, self.target)

    def walk(self, token):
        for step in STEPS:
            self.step(step, token)

    def rotate(self, token):
        self.begin(token)
        self.walk(token)

    def labelled(self, label):
        return self.secrets.value(ARN, label)

    def version(self, label):
        return self.secrets.secrets[ARN]["labels"][label]

    def change(self, **fields):
        """Somebody writes other fields into the current version."""
        self.secrets.secrets[ARN]["values"].pop(self.version("AWSCURRENT"))
        self.secrets.store(ARN, {**SECRET, **fields}, self.version("AWSCURRENT"))
