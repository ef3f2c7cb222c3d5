// The target: fill in these seven functions, and nothing else.
//
// `credential` is the secret's JSON. What a function throws ends the step, and the rotation is tried again: throw Refused
// only where the target says that user name or password are wrong, never for a network that fails. No text may hold a
// password: beware of drivers that quote the statement. Quote names: they come from the secret.

/** Fields that the secret's JSON must have. */
export const FIELDS = ['host', 'username', 'password', 'masterarn'];

/** The target does not accept this user name and password. */
export class Refused extends Error {}

/**
 * Logs in, within a few seconds, over TLS, and gives whatever the other functions need: for the secret's user as for the
 * superuser. With pg:
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
 * Whether there is such a user. The session is the superuser's, here and below:
 *
 *     return (await session.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [username])).rowCount > 0;
 */
export async function userExists(session, username) {
  throw new Error('target.mjs, userExists: whether the target has this user');
}

/**
 * Makes a user who may log in with this password, in one statement:
 *
 *     const name = session.escapeIdentifier(username);
 *     await session.query(`CREATE ROLE ${name} LOGIN PASSWORD ${session.escapeLiteral(password)}`);
 */
export async function createUser(session, username, password) {
  throw new Error('target.mjs, createUser: make the user with this password');
}

/**
 * Gives username all that base may do; called whenever the second user gets a new password, so that rights which base got
 * since are not missing. Done when username has them already:
 *
 *     await session.query(`GRANT ${session.escapeIdentifier(base)} TO ${session.escapeIdentifier(username)}`);
 */
export async function copyRights(session, base, username) {
  throw new Error('target.mjs, copyRights: give username the rights of base');
}

/**
 * Sets the password of a user that exists; done when it resolves (commit):
 *
 *     const name = session.escapeIdentifier(username);
 *     await session.query(`ALTER ROLE ${name} PASSWORD ${session.escapeLiteral(password)}`);
 */
export async function setPassword(session, username, password) {
  throw new Error('target.mjs, setPassword: set the password of username');
}

/** await session.end(). Also called after a failure: let it not throw. */
export async function close(session) {
  throw new Error('target.mjs, close: end session');
}
