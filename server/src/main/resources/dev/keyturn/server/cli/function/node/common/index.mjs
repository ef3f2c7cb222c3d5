// Rotates a secret: the four steps that Secrets Manager calls, and what has to hold before each.
//
// How the credential changes is in strategy.mjs, what is done at the target in target.mjs: only that is to be filled in.

import { Rotation } from './rotation.mjs';
import * as strategy from './strategy.mjs';
import * as target from './target.mjs';

let call;

export async function handler(event) {
  call ??= await secretsManager();
  await rotate(event, call, target);
}

// Here, so that the tests need no package.
async function secretsManager() {
  const sdk = await import('@aws-sdk/client-secrets-manager');
  const endpoint = process.env.SECRETS_MANAGER_ENDPOINT || undefined;
  const client = new sdk.SecretsManagerClient({ endpoint });
  return (operation, input) => client.send(new sdk[`${operation}Command`](input));
}

/**
 * Runs one step. Each may be called again with the same token, also after a crash in its midst.
 *
 * @param call (operation, input) => the answer of Secrets Manager
 */
export async function rotate(event, call, at) {
  const rotation = new Rotation(event, call, at);
  if (await isDone(rotation)) {
    console.log(`Version ${rotation.token} of ${rotation.arn} is AWSCURRENT already.`);
    return;
  }
  switch (event.Step) {
    case 'createSecret':
      await create(rotation);
      break;
    case 'setSecret':
      await strategy.setPending(rotation);
      break;
    case 'testSecret':
      await strategy.testPending(rotation);
      break;
    case 'finishSecret':
      await finish(rotation);
      break;
    default:
      throw new Error(`Invalid step parameter ${event.Step} for secret ${rotation.arn}`);
  }
  console.log(`${event.Step} is done for version ${rotation.token} of ${rotation.arn}.`);
}

// Whether the version is AWSCURRENT. Refuses a version that this secret does not rotate to.
async function isDone({ call, arn, token }) {
  const described = await call('DescribeSecret', { SecretId: arn });
  if (described.RotationEnabled === false) {
    throw new Error(`Secret ${arn} is not enabled for rotation`);
  }
  const versions = described.VersionIdsToStages ?? {};
  const labels = Object.hasOwn(versions, token) ? versions[token] : [];
  if (labels.length === 0) {
    throw new Error(`Secret version ${token} has no stage for rotation of secret ${arn}.`);
  }
  if (labels.includes('AWSCURRENT')) {
    return true;
  }
  if (!labels.includes('AWSPENDING')) {
    throw new Error(`Secret version ${token} not set as AWSPENDING for rotation of secret ${arn}.`);
  }
  return false;
}

// Stores the new credential, unless an earlier try has.
async function create(rotation) {
  const current = await rotation.current();
  if (!(await rotation.stored())) {
    await strategy.createPending(rotation, current);
  }
}

// Makes the new version the one that clients read.
async function finish({ call, arn, token }) {
  const { VersionIdsToStages: versions } = await call('DescribeSecret', { SecretId: arn });
  const [before] = Object.entries(versions).find(([, labels]) => labels.includes('AWSCURRENT'));
  await call('UpdateSecretVersionStage', {
    SecretId: arn,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: token,
    RemoveFromVersionId: before,
  });
}
