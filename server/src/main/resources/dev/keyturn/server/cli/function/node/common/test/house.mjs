// A secret, its target and its function, all in this process.

import { rotate } from '../index.mjs';
import { ARN, MASTER_ARN, MemorySecrets, Outside } from './memory.mjs';
import { MASTER, MemoryTarget, SECRET } from './memory-target.mjs';

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

console.log = () => {};

export class House {
  outside = new Outside();
  secrets = new MemorySecrets(this.outside);
  target = new MemoryTarget(this.outside);

  constructor() {
    this.secrets.store(ARN, SECRET);
    this.secrets.store(MASTER_ARN, MASTER);
  }

  /** What RotateSecret does: a version without a value. */
  begin(token) {
    this.secrets.store(ARN, undefined, token, ['AWSPENDING']);
  }

  step(step, token) {
    const event = { Step: step, SecretId: ARN, ClientRequestToken: token, RotationToken: 'rotation-token' };
    return rotate(event, this.secrets.call, this.target);
  }

  async walk(token) {
    for (const step of STEPS) {
      await this.step(step, token);
    }
  }

  async rotate(token) {
    this.begin(token);
    await this.walk(token);
  }

  labelled(label) {
    return this.secrets.value(ARN, label);
  }

  version(label) {
    return this.secrets.secrets.get(ARN).labels[label];
  }

  /** Somebody writes other fields into the version with this label. */
  change(label, fields) {
    const value = { ...this.labelled(label), ...fields };
    this.secrets.secrets.get(ARN).values[this.version(label)] = JSON.stringify(value);
  }
}
