"""One owner who may hold two keys at a time: the new one is made while the current one goes on working.

The key before the current one stays until the next rotation makes room: who has not read the secret yet is not refused.
The target makes the key, so createSecret does what setSecret does elsewhere.
"""

import time

from rotation import same_place

# How often testSecret tries a new key, because some targets need seconds until it works everywhere.
TRIES = 5
wait = time.sleep


def changing(rotation):
    return (rotation.at.KEY_ID, rotation.at.KEY)


def create_pending(rotation, current):
    session = rotation.open(current)
    if session is None:
        raise ValueError("The target refuses AWSCURRENT of secret %s: no key is made" % rotation.arn)
    try:
        _make_room(rotation, session, current)
        _make(rotation, session, current)
    finally:
        rotation.at.close(session)


def _make_room(rotation, session, current):
    """Deletes the key of AWSPREVIOUS, and what a crash left between making a key and storing it."""
    keys = rotation.at.list_keys(session, current["username"])
    if current[rotation.at.KEY_ID] not in keys:
        raise ValueError("The key of AWSCURRENT is none of %s: no key is deleted or made" % current["username"])
    for key_id in keys:
        if key_id != current[rotation.at.KEY_ID]:
            rotation.at.delete_key(session, current["username"], key_id)


def _make(rotation, session, current):
    made = rotation.at.create_key(session, current["username"])
    try:
        rotation.put({**current, **made})
    except Exception:
        # Nobody would ever know this key, unless it was stored and only the answer was lost.
        if rotation.stored() is None:
            rotation.at.delete_key(session, current["username"], made[rotation.at.KEY_ID])
        raise


def set_pending(rotation):
    """The key works since it was made; but it has to be for the same target and owner."""
    current, pending = rotation.current(), rotation.pending()
    same_place(current, pending, changing(rotation), "AWSCURRENT and AWSPENDING")


def test_pending(rotation):
    pending = rotation.pending()
    for left in reversed(range(TRIES)):
        if rotation.opens(pending):
            return
        if left:
            wait(1)
    raise ValueError("The target refuses AWSPENDING of secret %s" % rotation.arn)
