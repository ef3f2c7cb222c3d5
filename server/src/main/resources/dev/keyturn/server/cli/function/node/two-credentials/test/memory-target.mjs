// A target in memory whose owners hold at most two keys.

import { FIELDS, KEY, KEY_ID, Refused } from '../target.mjs';
import { demand } from './memory.mjs';

export const SECRET = { host: 'api.example.org', username: 'app', [KEY_ID]: 'k0', [KEY]: 'secret-0' };
export const MASTER = { host: 'api.example.org', username: 'admin', [KEY_ID]: 'm0', [KEY]: 'root' };

export class MemoryTarget {
  static functions = ['openSession', 'check', 'listKeys', 'createKey', 'deleteKey', 'close'];
  FIELDS = FIELDS;
  KEY_ID = KEY_ID;
  KEY = KEY;
  Refused = Refused;
  keys = { k0: 'secret-0' };
  made = 0;
  sessions = 0;
  slow = 0;

  constructor(outside) {
    this.outside = outside;
  }

  takes(credential) {
    return this.keys[credential[KEY_ID]] === credential[KEY];
  }

  openSession(credential) {
    return this.outside.call('openSession', () => {
      const late = credential[KEY_ID] !== 'k0' && this.slow > 0;
      this.slow -= late ? 1 : 0;
      if (late || !this.takes(credential)) {
        throw new Refused();
      }
      this.sessions += 1;
      return { key: credential[KEY_ID] };
    });
  }

  check(session) {
    return this.outside.call('check', () => demand(session, 'there is a session'));
  }

  listKeys(session, username) {
    return this.outside.call('listKeys', () => (username === 'app' ? Object.keys(this.keys) : []));
  }

  createKey(session, username) {
    return this.outside.call('createKey', () => {
      demand(username === 'app' && Object.keys(this.keys).length < 2, 'an owner has two keys at most');
      this.made += 1;
      this.keys[`k${this.made}`] = `secret-${this.made}`;
      return { [KEY_ID]: `k${this.made}`, [KEY]: `secret-${this.made}` };
    });
  }

  deleteKey(session, username, keyId) {
    return this.outside.call('deleteKey', () => delete this.keys[keyId]);
  }

  async close(session) {
    demand(session, 'there is a session');
    this.sessions -= 1;
  }
}
