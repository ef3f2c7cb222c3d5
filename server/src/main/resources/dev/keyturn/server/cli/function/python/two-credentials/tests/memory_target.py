"""A target in memory whose owners hold at most two keys."""

import target

SECRET = {"host": "api.example.org", "username": "app", target.KEY_ID: "k0", target.KEY: "secret-0"}
MASTER = {"host": "api.example.org", "username": "admin", target.KEY_ID: "m0", target.KEY: "root"}


def of_target(function):
    function.stands_for_the_target = True
    return function


class MemoryTarget:
    FIELDS = target.FIELDS
    KEY_ID = target.KEY_ID
    KEY = target.KEY
    Refused = target.Refused

    def __init__(self, outside):
        self.outside = outside
        self.keys = {"k0": "secret-0"}
        self.made = 0
        self.open_sessions = 0
        self.slow = 0

    def takes(self, credential):
        return self.keys.get(credential[self.KEY_ID]) == credential[self.KEY]

    def lost_connections(self):
        self.open_sessions = 0

    @of_target
    def open_session(self, credential):
        def effect():
            if credential[self.KEY_ID] != "k0" and self.slow > 0:
                self.slow -= 1
                raise self.Refused()
            if not self.takes(credential):
                raise self.Refused()
            self.open_sessions += 1
            return {"key": credential[self.KEY_ID]}

        return self.outside.call("open_session", effect)

    @of_target
    def check(self, session):
        self.outside.call("check", lambda: None)

    @of_target
    def list_keys(self, session, username):
        return self.outside.call("list_keys", lambda: list(self.keys))

    @of_target
    def create_key(self, session, username):
        def effect():
            assert username == "app" and len(self.keys) < 2
            self.made += 1
            key_id = "k%d" % self.made
            self.keys[key_id] = "secret-%d" % self.made
            return {self.KEY_ID: key_id, self.KEY: self.keys[key_id]}

        return self.outside.call("create_key", effect)

    @of_target
    def delete_key(self, session, username, key_id):
        self.outside.call("delete_key", lambda: self.keys.pop(key_id, None))

    @of_target
    def close(self, session):
        self.open_sessions -= 1
