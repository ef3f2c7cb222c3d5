// Two users who take turns.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { House } from './house.mjs';
import { ARN, MASTER_ARN } from './memory.mjs';

let house;
beforeEach(() => (house = new House()));

test('leaves the former credential valid', async () => {
  for (const token of ['v1', 'v2', 'v3']) {
    const before = house.labelled('AWSCURRENT');
    await house.rotate(token);
    assert.ok(house.target.takes(before));
  }
  assert.deepEqual(Object.keys(house.target.users).sort(), ['admin', 'app', 'app_clone']);
});

test('copies rights that the first user got meanwhile', async () => {
  await house.rotate('v1');
  await house.rotate('v2');
  house.target.rights.app.add('write');
  await house.rotate('v3');
  assert.deepEqual(house.target.rights.app_clone, new Set(['read', 'write']));
});

test('does not touch a user that it did not make', async () => {
  house.target.users.app_clone = "somebody's";
  await assert.rejects(house.rotate('v1'), /which this secret did not make/);
  assert.equal(house.target.users.app_clone, "somebody's");
});

test('takes over a user when it is told to', async (context) => {
  house.target.users.app_clone = 'prepared';
  process.env.ADOPT_ALTERNATE = 'true';
  context.after(() => delete process.env.ADOPT_ALTERNATE);
  await house.rotate('v1');
  assert.ok(house.target.takes(house.labelled('AWSCURRENT')));
});

test('asks for the proof that the current user logs in', async () => {
  house.target.users.app = 'changed by hand';
  await assert.rejects(house.rotate('v1'), /using current credentials/);
  assert.ok(!house.target.logins.includes('admin'));
});

test('refuses another user', async () => {
  house.begin('v1');
  await house.step('createSecret', 'v1');
  house.change('AWSPENDING', { username: 'admin' });
  await assert.rejects(house.step('setSecret', 'v1'), /names another user/);
  assert.deepEqual(house.target.logins, []);
});

test('refuses a superuser of another host', async () => {
  house.secrets.store(MASTER_ARN, { host: 'elsewhere.example.org', username: 'admin', password: 'root' }, 'm1');
  await assert.rejects(house.rotate('v1'), /host of the superuser's secret/);
});

test('refuses a secret that is its own superuser', async () => {
  house.change('AWSCURRENT', { masterarn: ARN });
  await assert.rejects(house.rotate('v1'), /names the secret itself/);
});

test('follows a superuser whose secret rotates', async () => {
  house.target.users.admin = 'newer';
  const newer = { host: 'db.example.org', username: 'admin', password: 'newer' };
  house.secrets.store(MASTER_ARN, newer, 'm1', ['AWSPENDING']);
  await house.rotate('v1');
  assert.ok(house.target.takes(house.labelled('AWSCURRENT')));
});

test('asks about a name that ends like a second user', async () => {
  house.target.users.app_clone = 'old';
  house.change('AWSCURRENT', { username: 'app_clone' });
  await assert.rejects(house.rotate('v1'), /"base":"app"/);
  house.change('AWSCURRENT', { base: 'app' });
  await house.rotate('v1');
  assert.equal(house.labelled('AWSCURRENT').username, 'app');
});
