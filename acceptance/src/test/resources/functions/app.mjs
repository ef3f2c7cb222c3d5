// Rotates a secret without any SDK: it signs its calls itself. Before each step it knocks at the test's gate.

import { createHash, createHmac } from 'node:crypto';

const hash = (text) => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text, 'utf8').digest();

async function call(operation, input) {
  const url = new URL(process.env.SECRETS_MANAGER_ENDPOINT);
  const body = JSON.stringify(input);
  const time = new Date().toISOString().replace(/[:-]|\.\d{3}/g, '');
  const region = process.env.AWS_REGION;
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    host: url.host,
    'x-amz-date': time,
    'x-amz-security-token': process.env.AWS_SESSION_TOKEN,
    'x-amz-target': `secretsmanager.${operation}`,
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'POST', '/', '', ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), hash(body),
  ].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/secretsmanager/aws4_request`;
  const key = [time.slice(0, 8), region, 'secretsmanager', 'aws4_request'].reduce(
    hmac, `AWS4${process.env.AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n')).toString('hex');
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${process.env.AWS_ACCESS_KEY_ID}/${scope}, `
    + `SignedHeaders=${names.join(';')}, Signature=${signature}`;
  delete headers.host;
  const answer = await fetch(url, { method: 'POST', headers, body });
  const result = await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Error(result.message), { name: result.__type });
  }
  return result;
}

async function knock(name, step, body = '') {
  const answer = await fetch(`${process.env.GATE}/${name}/${step}`, { method: 'POST', body });
  if (!answer.ok) {
    throw new Error(`The gate said ${answer.status}`);
  }
}

async function pending(SecretId, VersionId) {
  return (await call('GetSecretValue', { SecretId, VersionId, VersionStage: 'AWSPENDING' })).SecretString;
}

async function create(SecretId, ClientRequestToken, RotationToken) {
  try {
    await pending(SecretId, ClientRequestToken);
  } catch (absent) {
    if (absent.name !== 'ResourceNotFoundException') {
      throw absent;
    }
    const made = await call('GetRandomPassword', { PasswordLength: 32, ExcludePunctuation: true });
    await call('PutSecretValue', {
      SecretId, ClientRequestToken, RotationToken, SecretString: made.RandomPassword, VersionStages: ['AWSPENDING'],
    });
  }
}

async function finish(SecretId, token, stages) {
  const [current] = Object.entries(stages).find(([, labels]) => labels.includes('AWSCURRENT'));
  if (current !== token) {
    await call('UpdateSecretVersionStage', {
      SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: token, RemoveFromVersionId: current,
    });
  }
}

export async function handler(event) {
  const { SecretId, ClientRequestToken, Step, RotationToken } = event;
  const { Name, VersionIdsToStages } = await call('DescribeSecret', { SecretId });
  await knock(Name, Step);
  switch (Step) {
    case 'createSecret':
      return create(SecretId, ClientRequestToken, RotationToken);
    case 'setSecret': {
      const password = await pending(SecretId, ClientRequestToken);
      console.log('setting', password);
      return knock(Name, 'password', password);
    }
    case 'testSecret':
      return knock(Name, 'login', await pending(SecretId, ClientRequestToken));
    case 'finishSecret':
      return finish(SecretId, ClientRequestToken, VersionIdsToStages);
    default:
      throw new Error('Invalid step parameter');
  }
}
