// One owner who may hold two keys at a time: the new one is made while the current one goes on working.
//
// The key before the current one stays until the next rotation makes room: who has not read the secret yet is not
// refused. The target makes the key, so createSecret does what setSecret does elsewhere.

import { setTimeout } from 'node:timers/promises';

import { samePlace } from './rotation.mjs';

// How often testSecret tries a new key, because some targets need seconds until it works everywhere.
const TRIES = 5;

/** How it waits; tests do not. */
export const patience = { wait: setTimeout };

export async function createPending(rotation, current) {
  const session = await rotation.open(current);
  if (session === undefined) {
    throw new Error(`The target refuses AWSCURRENT of secret ${rotation.arn}: no key is made`);
  }
  try {
    await makeRoom(rotation, session, current);
    await make(rotation, session, current);
  } finally {
    await rotation.at.close(session);
  }
}

// Deletes the key of AWSPREVIOUS, and what a crash left between making a key and storing it.
async function makeRoom({ at }, session, current) {
  const keys = await at.listKeys(session, current.username);
  if (!keys.includes(current[at.KEY_ID])) {
    throw new Error(`The key of AWSCURRENT is none of ${current.username}: no key is deleted or made`);
  }
  for (const keyId of keys.filter((it) => it !== current[at.KEY_ID])) {
    await at.deleteKey(session, current.username, keyId);
  }
}

async function make(rotation, session, current) {
  const made = await rotation.at.createKey(session, current.username);
  try {
    await rotation.put({ ...current, ...made });
  } catch (failed) {
    // Nobody would ever know this key, unless it was stored and only the answer was lost.
    if (!(await rotation.stored())) {
      await rotation.at.deleteKey(session, current.username, made[rotation.at.KEY_ID]);
    }
    throw failed;
  }
}

/** The key works since it was made; but it has to be for the same target and owner. */
export async function setPending(rotation) {
  const changing = [rotation.at.KEY_ID, rotation.at.KEY];
  samePlace(await rotation.current(), await rotation.pending(), changing, 'AWSCURRENT and AWSPENDING');
}

export async function testPending(rotation) {
  const pending = await rotation.pending();
  for (let left = TRIES; left > 0; left -= 1) {
    if (await rotation.opens(pending)) {
      return;
    }
    if (left > 1) {
      await patience.wait(1000);
    }
  }
  throw new Error(`The target refuses AWSPENDING of secret ${rotation.arn}`);
}
