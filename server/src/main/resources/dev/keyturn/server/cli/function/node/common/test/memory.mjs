// A Secrets Manager in memory, and crashes at every call to the outside.

export const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf';
export const MASTER_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:master-GhIjKl';

/** The process died: after that nothing of it runs, so whatever it calls next has no effect either. */
export class Crash extends Error {}

/** Everything beyond the process. Dies once, before or after the call with a given number took effect. */
export class Outside {
  calls = [];
  diesAt = 0;
  afterEffect = false;
  #dead = false;

  async call(name, effect) {
    if (this.#dead) {
      throw new Crash(name);
    }
    this.calls.push(name);
    const dies = this.calls.length === this.diesAt;
    try {
      return dies && !this.afterEffect ? undefined : effect();
    } finally {
      if (dies) {
        this.#dead = true;
        throw new Crash(name);
      }
    }
  }

  restart() {
    this.calls = [];
    this.diesAt = 0;
    this.#dead = false;
  }
}

/** The calls that a rotation function makes, with AWS's semantics. */
export class MemorySecrets {
  secrets = new Map();
  #passwords = 0;

  constructor(outside) {
    this.call = (operation, input) => outside.call(operation, () => this[operation](input));
  }

  store(arn, value, version = 'v0', labels = ['AWSCURRENT']) {
    if (!this.secrets.has(arn)) {
      this.secrets.set(arn, { enabled: true, values: {}, labels: {} });
    }
    const secret = this.secrets.get(arn);
    labels.forEach((label) => (secret.labels[label] = version));
    if (value) {
      secret.values[version] = JSON.stringify(value);
    }
  }

  value(arn, label) {
    const secret = this.secrets.get(arn);
    return JSON.parse(secret.values[secret.labels[label]]);
  }

  DescribeSecret({ SecretId }) {
    const secret = this.secrets.get(SecretId);
    const versions = {};
    for (const [label, version] of Object.entries(secret.labels)) {
      (versions[version] ??= []).push(label);
    }
    return { ARN: SecretId, RotationEnabled: secret.enabled, VersionIdsToStages: versions };
  }

  GetSecretValue({ SecretId, VersionStage, VersionId }) {
    const secret = this.secrets.get(SecretId);
    const version = secret?.labels[VersionStage];
    if (!version || !(version in secret.values) || (VersionId && VersionId !== version)) {
      throw Object.assign(new Error(VersionStage), { name: 'ResourceNotFoundException' });
    }
    return { SecretString: secret.values[version] };
  }

  PutSecretValue({ SecretId, ClientRequestToken, SecretString, VersionStages, RotationToken }) {
    const secret = this.secrets.get(SecretId);
    demand(RotationToken === 'rotation-token', 'the rotation token is passed on');
    demand((secret.values[ClientRequestToken] ??= SecretString) === SecretString, 'a version has one value');
    VersionStages.forEach((label) => (secret.labels[label] = ClientRequestToken));
  }

  UpdateSecretVersionStage({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }) {
    const { labels } = this.secrets.get(SecretId);
    demand(labels[VersionStage] === RemoveFromVersionId, 'the label is moved from where it is');
    labels[VersionStage] = MoveToVersionId;
    labels.AWSPREVIOUS = RemoveFromVersionId;
  }

  GetRandomPassword({ PasswordLength }) {
    this.#passwords += 1;
    return { RandomPassword: `new-${this.#passwords}`.padEnd(PasswordLength, 'x') };
  }
}

export function demand(holds, what) {
  if (!holds) {
    throw new Error(`It does not hold that ${what}`);
  }
}
