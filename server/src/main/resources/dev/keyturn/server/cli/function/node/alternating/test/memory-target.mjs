// A target in memory with a superuser, users and rights.

import { FIELDS, Refused } from '../target.mjs';
import { demand, MASTER_ARN } from './memory.mjs';

export const SECRET = { host: 'db.example.org', username: 'app', password: 'old', masterarn: MASTER_ARN };
export const MASTER = { host: 'db.example.org', username: 'admin', password: 'root' };

export class MemoryTarget {
  static functions = ['openSession', 'check', 'userExists', 'createUser', 'copyRights', 'setPassword', 'close'];
  FIELDS = FIELDS;
  Refused = Refused;
  users = { app: 'old', admin: 'root' };
  rights = { app: new Set(['read']) };
  sessions = 0;
  logins = [];

  constructor(outside) {
    this.outside = outside;
  }

  takes({ username, password }) {
    return this.users[username] === password;
  }

  openSession(credential) {
    return this.outside.call('openSession', () => {
      this.logins.push(credential.username);
      if (!this.takes(credential)) {
        throw new Refused();
      }
      this.sessions += 1;
      return { user: credential.username };
    });
  }

  check(session) {
    return this.outside.call('check', () => demand(session, 'there is a session'));
  }

  userExists(session, username) {
    return this.outside.call('userExists', () => username in this.users);
  }

  createUser(session, username, password) {
    return this.outside.call('createUser', () => {
      demand(session.user === 'admin' && !(username in this.users), 'the superuser makes a new user');
      this.users[username] = password;
    });
  }

  copyRights(session, base, username) {
    return this.outside.call('copyRights', () => {
      demand(session.user === 'admin', 'the superuser gives rights');
      this.rights[username] = new Set([...(this.rights[username] ?? []), ...this.rights[base]]);
    });
  }

  setPassword(session, username, password) {
    return this.outside.call('setPassword', () => {
      demand(session.user === 'admin' && username in this.users, 'the superuser changes a user');
      demand(this.users[username] !== password, 'a password history takes no password twice');
      this.users[username] = password;
    });
  }

  async close(session) {
    demand(session, 'there is a session');
    this.sessions -= 1;
  }
}
