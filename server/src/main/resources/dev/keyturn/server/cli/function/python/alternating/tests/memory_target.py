"""A target in memory with a superuser, users and rights."""

from memory import MASTER_ARN

import target

SECRET = {"host": "db.example.org", "username": "app", "password": "old", "masterarn": MASTER_ARN}
MASTER = {"host": "db.example.org", "username": "admin", "password": "root"}


def of_target(function):
    function.stands_for_the_target = True
    return function


class MemoryTarget:
    FIELDS = target.FIELDS
    Refused = target.Refused

    def __init__(self, outside):
        self.outside = outside
        self.users = {"app": "old", "admin": "root"}
        self.rights = {"app": {"read"}}
        self.open_sessions = 0
        self.logins = []

    def takes(self, credential):
        return self.users.get(credential["username"]) == credential["password"]

    def lost_connections(self):
        self.open_sessions = 0

    @of_target
    def open_session(self, credential):
        def effect():
            self.logins.append(credential["username"])
            if not self.takes(credential):
                raise self.Refused()
            self.open_sessions += 1
            return {"user": credential["username"]}

        return self.outside.call("open_session", effect)

    @of_target
    def check(self, session):
        self.outside.call("check", lambda: None)

    @of_target
    def user_exists(self, session, username):
        return self.outside.call("user_exists", lambda: username in self.users)

    @of_target
    def create_user(self, session, username, password):
        def effect():
            assert session["user"] == "admin" and username not in self.users
            self.users[username] = password

        self.outside.call("create_user", effect)

    @of_target
    def copy_rights(self, session, base, username):
        def effect():
            assert session["user"] == "admin"
            self.rights.setdefault(username, set()).update(self.rights[base])

        self.outside.call("copy_rights", effect)

    @of_target
    def set_password(self, session, username, password):
        def effect():
            assert session["user"] == "admin" and username in self.users
            if self.users[username] == password:
                raise RuntimeError("a password history refuses the same password again")
            self.users[username] = password

        self.outside.call("set_password", effect)

    @of_target
    def close(self, session):
        self.open_sessions -= 1
