"""A target in memory where users change their own passwords."""

import target

SECRET = {"host": "db.example.org", "username": "app", "password": "old"}
MASTER = {"host": "db.example.org", "username": "admin", "password": "root"}


def of_target(function):
    function.stands_for_the_target = True
    return function


class MemoryTarget:
    FIELDS = target.FIELDS
    Refused = target.Refused

    def __init__(self, outside):
        self.outside = outside
        self.users = {"app": "old", "other": "secret"}
        self.open_sessions = 0
        self.logins = []
        self.takes_but_refuses = None

    def takes(self, credential):
        return self.users[credential["username"]] == credential["password"]

    def lost_connections(self):
        self.open_sessions = 0

    @of_target
    def open_session(self, credential):
        def effect():
            self.logins.append(credential["password"])
            if not self.takes(credential) or credential["password"] == self.takes_but_refuses:
                raise self.Refused()
            self.open_sessions += 1
            return {"user": credential["username"]}

        return self.outside.call("open_session", effect)

    @of_target
    def check(self, session):
        self.outside.call("check", lambda: None)

    @of_target
    def set_password(self, session, username, password):
        def effect():
            assert session["user"] == username
            assert self.users[username] != password, "a password history refuses the same password again"
            self.users[username] = password

        self.outside.call("set_password", effect)

    @of_target
    def close(self, session):
        self.open_sessions -= 1
