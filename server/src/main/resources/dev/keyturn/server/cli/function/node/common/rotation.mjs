// One rotation: the values of its secret, and the checks that two of them mean the same target.

/** What one call of the function works with. Nothing is kept between two calls. */
export class Rotation {
  constructor(event, call, at) {
    this.arn = event.SecretId;
    this.token = event.ClientRequestToken;
    this.rotationToken = event.RotationToken;
    this.call = call;
    this.at = at;
  }

  async current() {
    return this.#required(await this.read(this.arn, 'AWSCURRENT'), 'AWSCURRENT');
  }

  async pending() {
    return this.#required(await this.stored(), 'AWSPENDING');
  }

  /** The new credential; undefined before createSecret has stored it. */
  stored() {
    return this.read(this.arn, 'AWSPENDING', this.token);
  }

  /** The credential before the current one; undefined when there is none. */
  previous() {
    return this.read(this.arn, 'AWSPREVIOUS');
  }

  #required(value, label) {
    if (!value) {
      throw new Error(`Secret ${this.arn} has no value labelled ${label}`);
    }
    const missing = this.at.FIELDS.find((field) => !Object.hasOwn(value, field));
    if (missing) {
      throw new Error(`${missing} key is missing from secret JSON`);
    }
    return value;
  }

  /** A secret's JSON, or undefined when no version with a value has this label. */
  async read(secret, label, token) {
    let text;
    try {
      const wanted = { SecretId: secret, VersionStage: label, ...(token && { VersionId: token }) };
      text = (await this.call('GetSecretValue', wanted)).SecretString;
    } catch (failed) {
      if (failed.name === 'ResourceNotFoundException') {
        return undefined;
      }
      throw failed;
    }
    const value = parsed(text);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw new Error(`Secret ${secret} (${label}) is no JSON object`);
    }
    return value;
  }

  /** Stores the new credential under this rotation's version. */
  async put(value) {
    await this.call('PutSecretValue', {
      SecretId: this.arn,
      ClientRequestToken: this.token,
      SecretString: JSON.stringify(value),
      VersionStages: ['AWSPENDING'],
      ...(this.rotationToken && { RotationToken: this.rotationToken }),
    });
  }

  /** A new password, by the variables that AWS's rotation functions take. */
  async randomPassword() {
    const answer = await this.call('GetRandomPassword', {
      PasswordLength: Number(process.env.PASSWORD_LENGTH ?? 32),
      ExcludeCharacters: process.env.EXCLUDE_CHARACTERS ?? ':/@"\'\\',
      ExcludeNumbers: flag('EXCLUDE_NUMBERS', false),
      ExcludePunctuation: flag('EXCLUDE_PUNCTUATION', false),
      ExcludeUppercase: flag('EXCLUDE_UPPERCASE', false),
      ExcludeLowercase: flag('EXCLUDE_LOWERCASE', false),
      RequireEachIncludedType: flag('REQUIRE_EACH_INCLUDED_TYPE', true),
    });
    return answer.RandomPassword;
  }

  /** A session at the target; undefined when the target refuses the credential. */
  async open(credential) {
    try {
      return await this.at.openSession(credential);
    } catch (failed) {
      if (failed instanceof this.at.Refused) {
        return undefined;
      }
      throw failed;
    }
  }

  /** Whether the target takes the credential and answers. */
  async opens(credential) {
    const session = await this.open(credential);
    if (session === undefined) {
      return false;
    }
    try {
      await this.at.check(session);
      return true;
    } finally {
      await this.at.close(session);
    }
  }
}

/**
 * Refuses two credentials for different targets: whoever may write a secret must not turn the function on a target that
 * is not his.
 */
export function samePlace(one, other, changing, what) {
  for (const field of new Set([...Object.keys(one), ...Object.keys(other)])) {
    if (!changing.includes(field) && JSON.stringify(one[field]) !== JSON.stringify(other[field])) {
      throw new Error(`${what} differ in ${field}: they are to mean the same target`);
    }
  }
}

/** Whether a variable of the function says yes. */
export function flag(variable, otherwise) {
  const text = process.env[variable];
  return text === undefined ? otherwise : ['true', '1', 'y', 'yes'].includes(text.toLowerCase());
}

// Without the parser's words: they quote the text.
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
