"""One user who changes his own password.

Between the moment when the target takes the new password and the moment when AWSCURRENT moves, clients that read
AWSCURRENT are refused: let them read the secret again and retry.
"""

from rotation import same_place

CHANGING = ("password", "ssl")


def create_pending(rotation, current):
    rotation.put({**current, "password": rotation.random_password()})


def set_pending(rotation):
    """Targets count failed log-ins, and some lock the user: so the likeliest credential is tried first, and the new one
    only when the current one is refused, which it is when an earlier try has set the new one."""
    current, pending = rotation.current(), rotation.pending()
    same_place(current, pending, CHANGING, "AWSCURRENT and AWSPENDING")
    opening, session = current, rotation.open(current)
    if session is None:
        if rotation.opens(pending):
            return
        opening, session = _previous(rotation, pending)
    try:
        _change(rotation, session, opening, pending)
    finally:
        rotation.at.close(session)


def _previous(rotation, pending):
    previous = rotation.previous()
    if previous is not None:
        same_place(previous, pending, CHANGING, "AWSPREVIOUS and AWSPENDING")
        previous = {**pending, "password": previous["password"]}
        session = rotation.open(previous)
        if session is not None:
            return previous, session
    raise ValueError(
        "Unable to log into database with previous, current, or pending secret of secret arn %s" % rotation.arn
    )


def _change(rotation, session, opening, pending):
    """The session that changes the password stays open until the new one is known to work: it is the way back."""
    user = pending["username"]
    rotation.at.set_password(session, user, pending["password"])
    if not rotation.opens(pending):
        rotation.at.set_password(session, user, opening["password"])
        raise ValueError("The target took a new password for %s and then refused it; the old one is set again" % user)


def test_pending(rotation):
    if not rotation.opens(rotation.pending()):
        raise ValueError("The target refuses AWSPENDING of secret %s" % rotation.arn)
