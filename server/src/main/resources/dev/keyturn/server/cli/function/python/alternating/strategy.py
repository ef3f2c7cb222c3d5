"""Two users with the same rights, of whom one is current while the other gets a new password: nobody is ever refused.

A superuser, whose secret is named by `masterarn`, makes the second user and sets passwords.
"""

import os

from rotation import same_place

SUFFIX = "_clone"
CHANGING = ("username", "password")

# What both secrets say of the target, where both say it.
PLACE = ("engine", "host", "port")


def alternate(rotation, current):
    """The other user's name. A name that ends in the suffix is that of a second user only if the version before says
    so, or `base` in the secret's JSON."""
    name = current["username"]
    if not name.endswith(SUFFIX):
        return name + SUFFIX
    base = name.removesuffix(SUFFIX)
    previous = rotation.previous() or {}
    if base not in (current.get("base"), previous.get("username")):
        raise ValueError(
            "Whether %s is the second user of %s is not known: if it is, add \"base\":\"%s\" to the secret's JSON;"
            " if not, rename it" % (name, base, base)
        )
    return base


def create_pending(rotation, current):
    rotation.put({**current, "username": alternate(rotation, current), "password": rotation.random_password()})


def set_pending(rotation):
    """The current user logs in first: the proof that who owns the secret holds the credential. The new password is not
    tried before it may have been set, because targets count failed log-ins."""
    current, pending = rotation.current(), rotation.pending()
    same_place(current, pending, CHANGING, "AWSCURRENT and AWSPENDING")
    if pending["username"] != alternate(rotation, current):
        raise ValueError("AWSPENDING names another user than %s" % alternate(rotation, current))
    if not rotation.opens(current):
        raise ValueError("Unable to log into database using current credentials for secret %s" % rotation.arn)
    session = _superuser(rotation, current)
    try:
        _set(rotation, session, current, pending)
    finally:
        rotation.at.close(session)


def _superuser(rotation, current):
    """Logs in as the superuser. While his own secret rotates, it may be the pending version that opens."""
    arn = current["masterarn"]
    if arn == rotation.arn:
        raise ValueError("masterarn of secret %s names the secret itself" % rotation.arn)
    for label in ("AWSCURRENT", "AWSPENDING"):
        superuser = rotation.read(arn, label)
        if superuser is None:
            continue
        for field in PLACE:
            if superuser.get(field, current.get(field)) != current.get(field):
                raise ValueError("%s of the superuser's secret %s is not the secret's" % (field, arn))
        for field in ("username", "password"):
            if field not in superuser:
                raise KeyError("%s key is missing from superuser secret JSON" % field)
        session = rotation.open({**current, "username": superuser["username"], "password": superuser["password"]})
        if session is not None:
            return session
    raise ValueError("Unable to log into database using credentials in master secret %s" % arn)


def _set(rotation, session, current, pending):
    user, password = pending["username"], pending["password"]
    if not rotation.at.user_exists(session, user):
        rotation.at.create_user(session, user, password)
    elif _is_ours(rotation, pending):
        _change(rotation, session, pending)
    elif not rotation.opens(pending):
        raise ValueError(
            "There is a user %s which this secret did not make. Drop it, or set the function's variable"
            " ADOPT_ALTERNATE=true to take it over" % user
        )
    # The user without the suffix is the one whose rights count.
    if user.endswith(SUFFIX):
        rotation.at.copy_rights(session, current["username"], user)


def _is_ours(rotation, pending):
    """A user that exists is changed only if the secret has named it: as AWSPREVIOUS, or as the first of the two."""
    previous = rotation.previous() or {}
    adopts = os.environ.get("ADOPT_ALTERNATE", "").lower() in ("true", "1", "y", "yes")
    return adopts or previous.get("username") == pending["username"] or not pending["username"].endswith(SUFFIX)


def _change(rotation, session, pending):
    """A password history may refuse what an earlier try has set already."""
    try:
        rotation.at.set_password(session, pending["username"], pending["password"])
    except Exception:
        if not rotation.opens(pending):
            raise


def test_pending(rotation):
    if not rotation.opens(rotation.pending()):
        raise ValueError("The target refuses AWSPENDING of secret %s" % rotation.arn)
