// The target: fill in these six functions, and the names of the fields, and nothing else.
//
// `credential` is the secret's JSON. What a function throws ends the step, and the rotation is tried again: throw Refused
// only where the target says that the key is wrong, never for a network that fails. No text may hold a key.
//
// All keys of `username` but the one in AWSCURRENT are deleted: let that owner exist for this secret alone.

/** The names in the secret's JSON: the key's public name, and what is secret of it. */
export const KEY_ID = 'keyId';
export const KEY = 'key';

/** Fields that the secret's JSON must have. */
export const FIELDS = ['host', 'username', KEY_ID, KEY];

/** The target does not accept this key. */
export class Refused extends Error {}

/**
 * Makes ready what the other functions need, and finds out whether the target takes the key:
 *
 *     const authorization = 'Basic ' + Buffer.from(`${credential[KEY_ID]}:${credential[KEY]}`).toString('base64');
 *     const session = async (method, path) => {
 *       const answer = await fetch(`https://${credential.host}/api/${path}`,
 *         { method, headers: { authorization }, redirect: 'error', signal: AbortSignal.timeout(5000) });
 *       if (!answer.ok) throw Object.assign(new Error(`${method}: HTTP ${answer.status}`), { status: answer.status });
 *       return answer;
 *     };
 *     try {
 *       await session('GET', 'me');
 *       return session;
 *     } catch (failed) {
 *       throw failed.status === 401 ? new Refused() : failed;
 *     }
 */
export async function openSession(credential) {
  throw new Error('target.mjs, openSession: use the key in credential, throw Refused if the target says no');
}

/** Reads something that the owner may read: await session('GET', 'me'). */
export async function check(session) {
  throw new Error('target.mjs, check: read something through session that the owner may read');
}

/**
 * The ids of all keys of the owner:
 *
 *     const answer = await session('GET', `users/${encodeURIComponent(username)}/keys`);
 *     return (await answer.json()).map((key) => key.id);
 */
export async function listKeys(session, username) {
  throw new Error('target.mjs, listKeys: the ids of all keys of username');
}

/**
 * Makes a key, once (no retries), and gives the fields that change in the secret's JSON:
 *
 *     const { id, secret } = await (await session('POST', `users/${encodeURIComponent(username)}/keys`)).json();
 *     return { [KEY_ID]: id, [KEY]: secret };
 */
export async function createKey(session, username) {
  throw new Error('target.mjs, createKey: make a key for username and give its fields');
}

/**
 * Deletes a key; switches it off first where the target can, so that it could be switched on again. Done when there is no
 * such key:
 *
 *     try {
 *       await session('DELETE', `users/${encodeURIComponent(username)}/keys/${encodeURIComponent(keyId)}`);
 *     } catch (failed) {
 *       if (failed.status !== 404) throw failed;
 *     }
 */
export async function deleteKey(session, username, keyId) {
  throw new Error('target.mjs, deleteKey: delete the key keyId of username');
}

/** Ends the session, where there is something to end. Also called after a failure: let it not throw. */
export async function close(session) {
  throw new Error('target.mjs, close: end session');
}
