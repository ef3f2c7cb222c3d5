// What holds for every strategy: the walk, repetition after crashes, and wrong calls.

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import * as target from '../target.mjs';
import { House, STEPS } from './house.mjs';
import { ARN, Crash } from './memory.mjs';
import { MemoryTarget } from './memory-target.mjs';

let house;
beforeEach(() => (house = new House()));

describe('the walk', () => {
  test('rotates again and again', async () => {
    for (const token of ['v1', 'v2', 'v3']) {
      const before = house.labelled('AWSCURRENT');
      await house.rotate(token);
      assert.equal(house.version('AWSCURRENT'), token);
      assert.notDeepEqual(house.labelled('AWSCURRENT'), before);
      assert.ok(house.target.takes(house.labelled('AWSCURRENT')));
      assert.equal(house.target.sessions, 0);
    }
  });

  test('repeats a step without harm', async () => {
    house.begin('v1');
    for (const step of STEPS) {
      await house.step(step, 'v1');
      await house.step(step, 'v1');
    }
    assert.ok(house.target.takes(house.labelled('AWSCURRENT')));
  });

  test('goes on after a crash at any call', async () => {
    await house.rotate('v1');
    house.outside.restart();
    await house.rotate('v2');
    const calls = house.outside.calls.length;
    assert.ok(calls > 10);
    for (let number = 1; number <= calls; number += 1) {
      await crash(number, false);
      await crash(number, true);
    }
  });

  async function crash(number, afterEffect) {
    const broken = new House();
    await broken.rotate('v1');
    broken.begin('v2');
    broken.outside.restart();
    Object.assign(broken.outside, { diesAt: number, afterEffect });
    await assert.rejects(broken.walk('v2'), Crash);
    broken.outside.restart();
    broken.target.sessions = 0;
    await broken.walk('v2');
    const where = `after a crash at call ${number}`;
    assert.equal(broken.version('AWSCURRENT'), 'v2', where);
    assert.ok(broken.target.takes(broken.labelled('AWSCURRENT')), where);
    assert.equal(broken.target.sessions, 0, where);
    await broken.rotate('v3');
    assert.ok(broken.target.takes(broken.labelled('AWSCURRENT')), where);
  }
});

describe('wrong calls', () => {
  async function refuses(text, step = 'createSecret', token = 'v1') {
    await assert.rejects(house.step(step, token), text);
    assert.equal(house.version('AWSCURRENT'), 'v0');
  }

  test('a secret that does not rotate', async () => {
    house.begin('v1');
    house.secrets.secrets.get(ARN).enabled = false;
    await refuses(/is not enabled for rotation/);
  });

  test('an unknown version', () => refuses(/has no stage for rotation of secret/, 'createSecret', 'other'));

  test('a version that is not pending', async () => {
    house.secrets.store(ARN, {}, 'v1', ['MINE']);
    await refuses(/not set as AWSPENDING for rotation of secret/);
  });

  test('an unknown step', async () => {
    house.begin('v1');
    await refuses(/Invalid step parameter dropSecret for secret/, 'dropSecret');
  });

  test('a step before createSecret', async () => {
    house.begin('v1');
    await refuses(/has no value labelled AWSPENDING/, 'setSecret');
  });

  test('a field that is missing', async () => {
    for (const field of target.FIELDS) {
      house = new House();
      house.begin('v1');
      house.change('AWSCURRENT', { [field]: undefined });
      await refuses(new RegExp(`${field} key is missing from secret JSON`));
    }
  });

  test('what is current is left alone', async () => {
    house.outside.restart();
    await house.step('setSecret', 'v0');
    assert.deepEqual(house.outside.calls, ['DescribeSecret']);
  });
});

test('the target has the functions that are called', () => {
  for (const name of MemoryTarget.functions) {
    assert.equal(typeof target[name], 'function', name);
    assert.equal(target[name].length, MemoryTarget.prototype[name].length, name);
  }
});
