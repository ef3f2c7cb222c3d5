// One user who changes his own password.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { House } from './house.mjs';

let house;
beforeEach(async () => {
  house = new House();
  house.begin('v1');
  await house.step('createSecret', 'v1');
});

test('does not try the new password before it is set', async () => {
  await house.step('setSecret', 'v1');
  assert.deepEqual(house.target.logins, ['old', house.labelled('AWSPENDING').password]);
});

test('refuses another user before it logs in', async () => {
  house.change('AWSPENDING', { username: 'other' });
  await assert.rejects(house.step('setSecret', 'v1'), /differ in username/);
  assert.deepEqual(house.target.logins, []);
});

test('refuses another host before it logs in', async () => {
  house.change('AWSPENDING', { host: 'elsewhere.example.org' });
  await assert.rejects(house.step('setSecret', 'v1'), /differ in host/);
  assert.deepEqual(house.target.logins, []);
});

test('sets the old password again when the new one is refused', async () => {
  house.target.takesButRefuses = house.labelled('AWSPENDING').password;
  await assert.rejects(house.step('setSecret', 'v1'), /the old one is set again/);
  assert.ok(house.target.takes(house.labelled('AWSCURRENT')));
  assert.equal(house.target.sessions, 0);
});

test('takes the previous password when the target still has it', async () => {
  await house.walk('v1');
  house.target.users.app = 'old';
  await house.rotate('v2');
  assert.ok(house.target.takes(house.labelled('AWSCURRENT')));
});

test('says so when no password opens the target', async () => {
  house.target.users.app = 'changed by hand';
  await assert.rejects(
    house.step('setSecret', 'v1'),
    /Unable to log into database with previous, current, or pending/,
  );
});

test('tests the new password', async () => {
  await assert.rejects(house.step('testSecret', 'v1'), /refuses AWSPENDING/);
});
