// One owner with two keys.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { patience } from '../strategy.mjs';
import { House } from './house.mjs';

let house;
let waits;
beforeEach(() => {
  house = new House();
  waits = [];
  patience.wait = async (millis) => waits.push(millis);
});

/** What is done in place of the calls of one operation. */
function instead(operation, effect) {
  const call = house.secrets.call;
  house.secrets.call = (name, input) => (name === operation ? effect(() => call(name, input)) : call(name, input));
}

test('leaves the former key until the next rotation', async () => {
  const before = house.labelled('AWSCURRENT');
  await house.rotate('v1');
  assert.ok(house.target.takes(before));
  await house.rotate('v2');
  assert.ok(!house.target.takes(before));
  assert.equal(Object.keys(house.target.keys).length, 2);
});

test('makes one key however often it is called', async () => {
  house.begin('v1');
  await house.step('createSecret', 'v1');
  await house.step('createSecret', 'v1');
  assert.equal(house.target.made, 1);
});

test('deletes a key that could not be stored', async () => {
  house.begin('v1');
  instead('PutSecretValue', async () => {
    throw new Error('the store is full');
  });
  await assert.rejects(house.step('createSecret', 'v1'), /the store is full/);
  assert.deepEqual(Object.keys(house.target.keys), ['k0']);
});

test('keeps a key that was stored when only the answer was lost', async () => {
  house.begin('v1');
  instead('PutSecretValue', async (store) => {
    await store();
    throw new Error('connection lost');
  });
  await assert.rejects(house.step('createSecret', 'v1'), /connection lost/);
  await house.walk('v1');
  assert.ok(house.target.takes(house.labelled('AWSCURRENT')));
  assert.equal(house.target.made, 1);
});

test('makes none when the current key is refused', async () => {
  house.target.keys.k0 = 'changed by hand';
  await assert.rejects(house.rotate('v1'), /no key is made/);
  assert.equal(house.target.made, 0);
});

test('deletes nothing of an owner who has not the current key', async () => {
  house.target.listKeys = async () => ["somebody's"];
  await assert.rejects(house.rotate('v1'), /no key is deleted or made/);
});

test('refuses another owner', async () => {
  house.begin('v1');
  await house.step('createSecret', 'v1');
  house.change('AWSPENDING', { username: 'other' });
  await assert.rejects(house.step('setSecret', 'v1'), /differ in username/);
});

test('waits for a key that the target does not know everywhere yet', async () => {
  house.target.slow = 2;
  await house.rotate('v1');
  assert.deepEqual(waits, [1000, 1000]);
});
