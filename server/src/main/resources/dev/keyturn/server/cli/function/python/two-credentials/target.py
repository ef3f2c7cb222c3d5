"""The target: fill in these six functions, and the names of the fields, and nothing else.

`credential` is the secret's JSON as a dict. What a function raises ends the step, and the rotation is tried again:
raise Refused only where the target says that the key is wrong, never for a network that fails. No text may hold a key.

All keys of `username` but the one in AWSCURRENT are deleted: let that owner exist for this secret alone.
"""

# The names in the secret's JSON: the key's public name, and what is secret of it.
KEY_ID = "keyId"
KEY = "key"

# Fields that the secret's JSON must have.
FIELDS = ("host", "username", KEY_ID, KEY)


class Refused(Exception):
    """The target does not accept this key."""


def open_session(credential):
    """Makes ready what the other functions need, and finds out whether the target takes the key. With requests:

        session = requests.Session()
        session.base = "https://%s/api" % credential["host"]
        session.auth = (credential[KEY_ID], credential[KEY])
        if session.get(session.base + "/me", timeout=5).status_code == 401:
            raise Refused()
        return session
    """
    raise NotImplementedError("target.py, open_session: use the key in credential, raise Refused if the target says no")


def check(session):
    """Reads something that the owner may read: session.get(session.base + "/me", timeout=5).raise_for_status()"""
    raise NotImplementedError("target.py, check: read something through session that the owner may read")


def list_keys(session, username):
    """The ids of all keys of the owner:

        answer = session.get("%s/users/%s/keys" % (session.base, quote(username)), timeout=5)
        answer.raise_for_status()
        return [key["id"] for key in answer.json()]
    """
    raise NotImplementedError("target.py, list_keys: the ids of all keys of username")


def create_key(session, username):
    """Makes a key, once (no retries), and returns the fields that change in the secret's JSON:

        answer = session.post("%s/users/%s/keys" % (session.base, quote(username)), timeout=5)
        answer.raise_for_status()
        return {KEY_ID: answer.json()["id"], KEY: answer.json()["secret"]}
    """
    raise NotImplementedError("target.py, create_key: make a key for username and return its fields")


def delete_key(session, username, key_id):
    """Deletes a key; switches it off first where the target can, so that it could be switched on again. Done when there
    is no such key:

        answer = session.delete("%s/users/%s/keys/%s" % (session.base, quote(username), quote(key_id)), timeout=5)
        if answer.status_code != 404:
            answer.raise_for_status()
    """
    raise NotImplementedError("target.py, delete_key: delete the key key_id of username")


def close(session):
    """session.close(). Also called after a failure: let it not raise."""
    raise NotImplementedError("target.py, close: end session")
