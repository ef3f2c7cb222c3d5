"""The target: fill in these four functions, and nothing else.

`credential` is the secret's JSON as a dict. What a function raises ends the step, and the rotation is tried again:
raise Refused only where the target says that user name or password are wrong, never for a network that fails.
No text may hold a password: beware of drivers that quote the statement.
"""

# Fields that the secret's JSON must have.
FIELDS = ("host", "username", "password")


class Refused(Exception):
    """The target does not accept this user name and password."""


def open_session(credential):
    """Logs in, within a few seconds, over TLS, and returns whatever the other functions need. With psycopg 3:

        try:
            return psycopg.connect(host=credential["host"], user=credential["username"],
                                   password=credential["password"], dbname="postgres", autocommit=True,
                                   sslmode="verify-full", connect_timeout=5)
        except psycopg.OperationalError as failed:
            if "authentication failed" in str(failed):
                raise Refused() from None
            raise
    """
    raise NotImplementedError("target.py, open_session: log in at the target with credential, raise Refused if it says no")


def check(session):
    """Reads something that the user may read: session.execute("SELECT 1")."""
    raise NotImplementedError("target.py, check: read something through session that the user may read")


def set_password(session, username, password):
    """Changes the password of the session's own user; done when it returns (commit). With psycopg 3, which sends no
    clear text:

        session.pgconn.change_password(username.encode(), password.encode())
    """
    raise NotImplementedError("target.py, set_password: change the user's own password through session")


def close(session):
    """session.close(). Also called after a failure: let it not raise."""
    raise NotImplementedError("target.py, close: end session")
