// A target in memory where users change their own passwords.

import { FIELDS, Refused } from '../target.mjs';
import { demand } from './memory.mjs';

export const SECRET = { host: 'db.example.org', username: 'app', password: 'old' };
export const MASTER = { host: 'db.example.org', username: 'admin', password: 'root' };

export class MemoryTarget {
  static functions = ['openSession', 'check', 'setPassword', 'close'];
  FIELDS = FIELDS;
  Refused = Refused;
  users = { app: 'old', other: 'secret' };
  sessions = 0;
  logins = [];
  takesButRefuses = undefined;

  constructor(outside) {
    this.outside = outside;
  }

  takes({ username, password }) {
    return this.users[username] === password;
  }

  openSession(credential) {
    return this.outside.call('openSession', () => {
      this.logins.push(credential.password);
      if (!this.takes(credential) || credential.password === this.takesButRefuses) {
        throw new Refused();
      }
      this.sessions += 1;
      return { user: credential.username };
    });
  }

  check(session) {
    return this.outside.call('check', () => demand(session, 'there is a session'));
  }

  setPassword(session, username, password) {
    return this.outside.call('setPassword', () => {
      demand(session.user === username, 'a user changes his own password');
      demand(this.users[username] !== password, 'no password is set twice');
      this.users[username] = password;
    });
  }

  async close(session) {
    demand(session, 'there is a session');
    this.sessions -= 1;
  }
}
