'use strict';
// Runs a Node.js function: asks the Lambda Runtime API for events, calls the handler, answers.
// One connection that is kept; while the handler works it does not keep the event loop alive, so that
// "wait for the empty event loop" means the function's own work.

const fs = require('fs');
const net = require('net');
const path = require('path');
const util = require('util');

class Api {
  constructor(endpoint) {
    const [address, ...rest] = endpoint.split('/');
    const [host, port] = address.split(':');
    this.host = host;
    this.root = '/' + rest.join('/') + '/2018-06-01/runtime/';
    this.socket = net.connect({ host, port: Number(port), noDelay: true });
    this.received = Buffer.alloc(0);
    this.socket.on('data', (data) => {
      this.received = this.received.length ? Buffer.concat([this.received, data]) : data;
      this.deliver();
    });
    this.socket.on('close', () => process.exit(0)); // The server is gone.
    this.socket.on('error', () => process.exit(0));
  }

  call(method, name, body = '', headers = {}) {
    const bytes = Buffer.from(body);
    let head = `${method} ${this.root}${name} HTTP/1.1\r\nHost: ${this.host}\r\n`;
    for (const key in headers) head += `${key}: ${headers[key]}\r\n`;
    head += `Content-Length: ${bytes.length}\r\n\r\n`;
    this.socket.ref();
    return new Promise((done) => {
      this.done = done;
      this.socket.write(Buffer.concat([Buffer.from(head), bytes]));
    });
  }

  deliver() {
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0 || !this.done) return;
    const [status, ...lines] = this.received.toString('latin1', 0, end).split('\r\n');
    const headers = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const length = Number(headers['content-length'] || 0);
    if (this.received.length < end + 4 + length) return;
    const body = this.received.toString('utf8', end + 4, end + 4 + length);
    this.received = this.received.subarray(end + 4 + length);
    const done = this.done;
    this.done = null;
    this.socket.unref();
    done({ status: Number(status.split(' ')[1]), headers, body });
  }

  failed(name, error) {
    return this.call('POST', name, JSON.stringify(error), {
      'Lambda-Runtime-Function-Error-Type': String(error.errorType).replace(/[^\x20-\x7e]/g, '?'),
    });
  }
}

let requestId = '';
const api = new Api(process.env.AWS_LAMBDA_RUNTIME_API);

// Messages of several lines stay one event of the log. Written at once: what is printed before an answer
// stands before it.
function print(level, text) {
  const line = `${new Date().toISOString()}\t${requestId}\t${level}\t${text}`.replace(/\n/g, '\r') + '\n';
  let rest = Buffer.from(line);
  while (rest.length) {
    try {
      rest = rest.subarray(fs.writeSync(1, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
    }
  }
}

for (const [name, level] of [['log', 'INFO'], ['info', 'INFO'], ['warn', 'WARN'], ['error', 'ERROR'], ['debug', 'DEBUG'], ['trace', 'TRACE']]) {
  console[name] = (...all) => print(level, util.format(...all));
}

function described(error) {
  if (error instanceof Error) {
    return {
      errorType: error.faultType || error.name,
      errorMessage: error.message,
      trace: String(error.stack || '').split('\n').filter((line) => !line.includes(__filename)),
    };
  }
  return { errorType: typeof error, errorMessage: typeof error === 'string' ? error : String(util.format(error)), trace: [] };
}

function fault(type, message, cause) {
  const error = new Error(message);
  error.faultType = type;
  if (cause && cause.stack) error.stack = cause.stack;
  return error;
}

async function failStart(error) {
  const failure = described(error);
  print('ERROR', 'Uncaught Exception \t' + JSON.stringify(failure));
  await api.failed('init/error', failure);
  process.exit(1);
}

function found(base) {
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    const file = base + extension;
    if (fs.existsSync(file) && fs.statSync(file).isFile()) return file;
  }
  return null;
}

function isModule(file) {
  if (file.endsWith('.mjs')) return true;
  if (file.endsWith('.cjs')) return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (fs.existsSync(manifest)) {
      try {
        return JSON.parse(fs.readFileSync(manifest, 'utf8')).type === 'module';
      } catch {
        return false;
      }
    }
    if (folder === path.dirname(folder)) return false;
  }
}

async function load(handler) {
  const root = process.env.LAMBDA_TASK_ROOT;
  const parts = /^(.*\/)?([^./]+)\.(.+)$/.exec(handler);
  if (!parts || handler.includes('..')) throw fault('Runtime.MalformedHandlerName', 'Bad handler ' + JSON.stringify(handler));
  const name = (parts[1] || '') + parts[2];
  const file = found(path.resolve(root, name));
  if (!file) throw fault('Runtime.ImportModuleError', `Error: Cannot find module '${parts[2]}'`);
  let loaded;
  try {
    loaded = isModule(file) ? await import(require('url').pathToFileURL(file).href) : require(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw fault('Runtime.UserCodeSyntaxError', String(error), error);
    if (error && ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code)) throw fault('Runtime.ImportModuleError', String(error), error);
    throw error;
  }
  let value = loaded;
  for (const part of parts[3].split('.')) value = value == null ? undefined : value[part];
  if (value === undefined && loaded.default) {
    value = loaded.default;
    for (const part of parts[3].split('.')) value = value == null ? undefined : value[part];
  }
  if (value === undefined) throw fault('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof value !== 'function') throw fault('Runtime.HandlerNotFound', `${handler} is not a function`);
  return value;
}

function contextOf(headers) {
  const client = headers['lambda-runtime-client-context'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: client ? JSON.parse(client) : undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
  };
}

// Who waits for the end of the present invocation by other ways than its handler's.
let fail = null;
let drained = null;
process.on('beforeExit', () => drained && drained());
process.on('uncaughtException', (error) => (fail ? fail(error) : failStart(error)));
process.on('unhandledRejection', (reason) => {
  const error = fault('Runtime.UnhandledPromiseRejection', String(reason), reason);
  return fail ? fail(error) : failStart(error);
});

// A promise, a callback (which waits for the empty event loop unless told otherwise), or neither: then the
// answer is null when the event loop is empty.
function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    let result = null;
    let called = false;
    const finish = (error, value) => (error === undefined || error === null ? resolve(value) : reject(error));
    drained = () => finish(result && result.error, result ? result.value : null);
    fail = (error) => {
      error.fatal = true;
      reject(error);
    };
    const callback = (error, value) => {
      if (called) return;
      called = true;
      result = { error, value };
      if (!context.callbackWaitsForEmptyEventLoop) drained();
    };
    context.done = callback;
    context.succeed = (value) => { context.callbackWaitsForEmptyEventLoop = false; callback(null, value); };
    context.fail = (error) => { context.callbackWaitsForEmptyEventLoop = false; callback(error || new Error('failed')); };
    const returned = handler(event, context, callback);
    if (returned && typeof returned.then === 'function') {
      // A promise that nothing will ever keep ends as null does.
      returned.then(resolve, reject);
    }
  }).finally(() => {
    fail = null;
    drained = null;
  });
}

async function serve(handler) {
  for (;;) {
    const { status, headers, body } = await next();
    if (status !== 200) process.exit(1);
    const context = contextOf(headers);
    requestId = context.awsRequestId;
    process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
    const place = 'invocation/' + requestId;
    let answer;
    try {
      answer = JSON.stringify(await run(handler, JSON.parse(body), context));
    } catch (error) {
      const failure = described(error);
      print('ERROR', 'Invoke Error \t' + JSON.stringify(failure));
      await api.failed(place + '/error', failure);
      if (error && error.fatal) process.exit(128 + 1);
      continue;
    }
    await api.call('POST', place + '/response', answer === undefined ? 'null' : answer);
  }
}

const next = () => api.call('GET', 'invocation/next');

load(process.env._HANDLER || '').then(serve, failStart);
