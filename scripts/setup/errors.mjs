/**
 * A set-up step that cannot go on, with the one thing to do about it.
 *
 * Codes: `no-npm`, `no-pip`, `no-compiler`, `no-network`, `no-such-package`, `disk-full`, `no-permission`,
 * `unsupported-platform`, `does-not-load`, `build-failed`, `command-failed`, `interrupted`, `unexpected`.
 */
export class SetupError extends Error {
  /**
   * @param {string} code
   * @param {string} message what is wrong, naming the place
   * @param {string} mend what to do: a command where there is one
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, mend, options) {
    super(message, options);
    this.name = 'SetupError';
    this.code = code;
    this.mend = mend;
  }
}

const DISK = /ENOSPC|no space left on device|errno 28|EDQUOT|disk quota exceeded/i;
const PERMISSION = /EACCES|EROFS|permission denied|read-only file system/i;
const NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network is unreachable|NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|name resolution|connection (refused|reset|timed out|broken)|error sending request|network connectivity/i;

const AGAIN = 'then run: node scripts/setup.mjs';

/**
 * Recognises the causes that a person can mend in the output or error of whatever failed.
 *
 * @param {unknown} error
 * @param {string} what the work that failed, such as 'fetching tensorflow-cpu 2.19.1'
 * @returns {SetupError} the error itself where it is one already
 */
export function explain(error, what) {
  if (error instanceof SetupError) return error;
  const text = error instanceof Error ? `${error.message} ${/** @type {any} */ (error).code ?? ''}` : String(error);
  const options = { cause: error };
  if (DISK.test(text))
    return new SetupError('disk-full', `${what}: the disk is full`, `free some space, ${AGAIN}`, options);
  if (NETWORK.test(text)) {
    const mend = `check the network and the proxy and registry settings (HTTPS_PROXY, npm config, pip config), ${AGAIN}`;
    return new SetupError(
      'no-network',
      `${what}: the server cannot be reached (${NETWORK.exec(text)?.[0]})`,
      mend,
      options,
    );
  }
  if (PERMISSION.test(text)) {
    const mend = `make the folder writable for this user, ${AGAIN}`;
    return new SetupError('no-permission', `${what}: not allowed to write\n${lastLines(text, 2)}`, mend, options);
  }
  return new SetupError(
    'unexpected',
    `${what}: ${lastLines(text, 12)}`,
    'mend what it says, then run: node scripts/setup.mjs',
    options,
  );
}

/**
 * @param {string} text
 * @param {number} count
 */
export function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join('\n');
}
