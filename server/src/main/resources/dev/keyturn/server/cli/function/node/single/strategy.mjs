// One user who changes his own password.
//
// Between the moment when the target takes the new password and the moment when AWSCURRENT moves, clients that read
// AWSCURRENT are refused: let them read the secret again and retry.

import { samePlace } from './rotation.mjs';

const CHANGING = ['password', 'ssl'];

export async function createPending(rotation, current) {
  await rotation.put({ ...current, password: await rotation.randomPassword() });
}

/**
 * Targets count failed log-ins, and some lock the user: so the likeliest credential is tried first, and the new one only
 * when the current one is refused, which it is when an earlier try has set the new one.
 */
export async function setPending(rotation) {
  const current = await rotation.current();
  const pending = await rotation.pending();
  samePlace(current, pending, CHANGING, 'AWSCURRENT and AWSPENDING');
  let opening = current;
  let session = await rotation.open(current);
  if (session === undefined) {
    if (await rotation.opens(pending)) {
      return;
    }
    [opening, session] = await openPrevious(rotation, pending);
  }
  try {
    await change(rotation, session, opening, pending);
  } finally {
    await rotation.at.close(session);
  }
}

async function openPrevious(rotation, pending) {
  const previous = await rotation.previous();
  if (previous) {
    samePlace(previous, pending, CHANGING, 'AWSPREVIOUS and AWSPENDING');
    const opening = { ...pending, password: previous.password };
    const session = await rotation.open(opening);
    if (session !== undefined) {
      return [opening, session];
    }
  }
  throw new Error(
    `Unable to log into database with previous, current, or pending secret of secret arn ${rotation.arn}`,
  );
}

// The session that changes the password stays open until the new one is known to work: it is the way back.
async function change(rotation, session, opening, pending) {
  const user = pending.username;
  await rotation.at.setPassword(session, user, pending.password);
  if (!(await rotation.opens(pending))) {
    await rotation.at.setPassword(session, user, opening.password);
    throw new Error(`The target took a new password for ${user} and then refused it; the old one is set again`);
  }
}

export async function testPending(rotation) {
  if (!(await rotation.opens(await rotation.pending()))) {
    throw new Error(`The target refuses AWSPENDING of secret ${rotation.arn}`);
  }
}
