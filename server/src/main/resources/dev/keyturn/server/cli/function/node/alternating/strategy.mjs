// Two users with the same rights, of whom one is current while the other gets a new password: nobody is ever refused.
//
// A superuser, whose secret is named by `masterarn`, makes the second user and sets passwords.

import { flag, samePlace } from './rotation.mjs';

const SUFFIX = '_clone';
const CHANGING = ['username', 'password'];

// What both secrets say of the target, where both say it.
const PLACE = ['engine', 'host', 'port'];

/**
 * The other user's name. A name that ends in the suffix is that of a second user only if the version before says so, or
 * `base` in the secret's JSON.
 */
async function alternate(rotation, { username, base: told }) {
  if (!username.endsWith(SUFFIX)) {
    return username + SUFFIX;
  }
  const base = username.slice(0, -SUFFIX.length);
  const previous = await rotation.previous();
  if (base !== told && base !== previous?.username) {
    throw new Error(
      `Whether ${username} is the second user of ${base} is not known: if it is, add "base":"${base}" to the secret's JSON;` +
        ' if not, rename it',
    );
  }
  return base;
}

export async function createPending(rotation, current) {
  const username = await alternate(rotation, current);
  await rotation.put({ ...current, username, password: await rotation.randomPassword() });
}

/**
 * The current user logs in first: the proof that who owns the secret holds the credential. The new password is not tried
 * before it may have been set, because targets count failed log-ins.
 */
export async function setPending(rotation) {
  const current = await rotation.current();
  const pending = await rotation.pending();
  samePlace(current, pending, CHANGING, 'AWSCURRENT and AWSPENDING');
  const other = await alternate(rotation, current);
  if (pending.username !== other) {
    throw new Error(`AWSPENDING names another user than ${other}`);
  }
  if (!(await rotation.opens(current))) {
    throw new Error(`Unable to log into database using current credentials for secret ${rotation.arn}`);
  }
  const session = await openSuperuser(rotation, current);
  try {
    await set(rotation, session, current, pending);
  } finally {
    await rotation.at.close(session);
  }
}

// Logs in as the superuser. While his own secret rotates, it may be the pending version that opens.
async function openSuperuser(rotation, current) {
  const arn = current.masterarn;
  if (arn === rotation.arn) {
    throw new Error(`masterarn of secret ${rotation.arn} names the secret itself`);
  }
  for (const label of ['AWSCURRENT', 'AWSPENDING']) {
    const superuser = await rotation.read(arn, label);
    const session = superuser && (await rotation.open(asSuperuser(arn, superuser, current)));
    if (session !== undefined) {
      return session;
    }
  }
  throw new Error(`Unable to log into database using credentials in master secret ${arn}`);
}

function asSuperuser(arn, superuser, current) {
  for (const field of PLACE) {
    if (superuser[field] !== undefined && superuser[field] !== current[field]) {
      throw new Error(`${field} of the superuser's secret ${arn} is not the secret's`);
    }
  }
  const { username, password } = superuser;
  if (username === undefined || password === undefined) {
    throw new Error(`${username === undefined ? 'username' : 'password'} key is missing from superuser secret JSON`);
  }
  return { ...current, username, password };
}

async function set(rotation, session, current, pending) {
  const { username, password } = pending;
  if (!(await rotation.at.userExists(session, username))) {
    await rotation.at.createUser(session, username, password);
  } else if (await isOurs(rotation, pending)) {
    await change(rotation, session, pending);
  } else if (!(await rotation.opens(pending))) {
    throw new Error(
      `There is a user ${username} which this secret did not make. Drop it, or set the function's variable` +
        ' ADOPT_ALTERNATE=true to take it over',
    );
  }
  // The user without the suffix is the one whose rights count.
  if (username.endsWith(SUFFIX)) {
    await rotation.at.copyRights(session, current.username, username);
  }
}

// A user that exists is changed only if the secret has named it: as AWSPREVIOUS, or as the first of the two.
async function isOurs(rotation, { username }) {
  const previous = await rotation.previous();
  return flag('ADOPT_ALTERNATE', false) || previous?.username === username || !username.endsWith(SUFFIX);
}

// A password history may refuse what an earlier try has set already.
async function change(rotation, session, pending) {
  try {
    await rotation.at.setPassword(session, pending.username, pending.password);
  } catch (refused) {
    if (!(await rotation.opens(pending))) {
      throw refused;
    }
  }
}

export async function testPending(rotation) {
  if (!(await rotation.opens(await rotation.pending()))) {
    throw new Error(`The target refuses AWSPENDING of secret ${rotation.arn}`);
  }
}
