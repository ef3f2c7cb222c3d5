// The target: fill in these four functions, and nothing else.
//
// `credential` is the secret's JSON. What a function throws ends the step, and the rotation is tried again: throw Refused
// only where the target says that user name or password are wrong, never for a network that fails. No text may hold a
// password: beware of drivers that quote the statement.

/** Fields that the secret's JSON must have. */
export const FIELDS = ['host', 'username', 'password'];

/** The target does not accept this user name and password. */
export class Refused extends Error {}

/**
 * Logs in, within a few seconds, over TLS, and gives whatever the other functions need. With pg:
 *
 *     const { host, username: user, password } = credential;
 *     const client = new pg.Client({ host, user, password, database: 'postgres', ssl: true, connectionTimeoutMillis: 5000 });
 *     try {
 *       await client.connect();
 *       return client;
 *     } catch (failed) {
 *       throw failed.code === '28P01' ? new Refused() : failed;
 *     }
 */
export async function openSession(credential) {
  throw new Error('target.mjs, openSession: log in at the target with credential, throw Refused if it says no');
}

/** Reads something that the user may read: await session.query('SELECT 1'). */
export async function check(session) {
  throw new Error('target.mjs, check: read something through session that the user may read');
}

/**
 * Changes the password of the session's own user; done when it resolves (commit). With pg:
 *
 *     const name = session.escapeIdentifier(username);
 *     await session.query(`ALTER USER ${name} PASSWORD ${session.escapeLiteral(password)}`);
 */
export async function setPassword(session, username, password) {
  throw new Error("target.mjs, setPassword: change the user's own password through session");
}

/** await session.end(). Also called after a failure: let it not throw. */
export async function close(session) {
  throw new Error('target.mjs, close: end session');
}
