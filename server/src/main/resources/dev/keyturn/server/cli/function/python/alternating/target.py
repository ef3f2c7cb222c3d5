"""The target: fill in these seven functions, and nothing else.

`credential` is the secret's JSON as a dict. What a function raises ends the step, and the rotation is tried again:
raise Refused only where the target says that user name or password are wrong, never for a network that fails.
No text may hold a password: beware of drivers that quote the statement. Quote names: they come from the secret.
"""

# Fields that the secret's JSON must have.
FIELDS = ("host", "username", "password", "masterarn")


class Refused(Exception):
    """The target does not accept this user name and password."""


def open_session(credential):
    """Logs in, within a few seconds, over TLS, and returns whatever the other functions need: for the secret's user as
    for the superuser. With psycopg 3:

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


def user_exists(session, username):
    """Whether there is such a user. The session is the superuser's, here and below:

        return session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [username]).fetchone() is not None
    """
    raise NotImplementedError("target.py, user_exists: whether the target has this user")


def create_user(session, username, password):
    """Makes a user who may log in with this password, in one statement:

        hashed = session.pgconn.encrypt_password(password.encode(), username.encode(), b"scram-sha-256").decode()
        session.execute(psycopg.sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
            psycopg.sql.Identifier(username), psycopg.sql.Literal(hashed)))
    """
    raise NotImplementedError("target.py, create_user: make the user with this password")


def copy_rights(session, base, username):
    """Gives username all that base may do; called whenever the second user gets a new password, so that rights
    which base got since are not missing. Done when username has them already:

        session.execute(psycopg.sql.SQL("GRANT {} TO {}").format(
            psycopg.sql.Identifier(base), psycopg.sql.Identifier(username)))
    """
    raise NotImplementedError("target.py, copy_rights: give username the rights of base")


def set_password(session, username, password):
    """Sets the password of a user that exists; done when it returns (commit):

        session.pgconn.change_password(username.encode(), password.encode())
    """
    raise NotImplementedError("target.py, set_password: set the password of username")


def close(session):
    """session.close(). Also called after a failure: let it not raise."""
    raise NotImplementedError("target.py, close: end session")
