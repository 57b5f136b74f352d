import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';

/** An error in fields that are safe to log. */
export interface FailureFields {
  readonly error: string;
  /** Only of our own errors: what a foreign error calls so may quote anybody. */
  readonly reason?: string;
  /** Where it was thrown, innermost first. */
  readonly frames: readonly string[];
  /** Names, and the system's codes, of what caused it, nearest first. */
  readonly causes: readonly string[];
}

const MOST_FRAMES = 8;
const MOST_CAUSES = 4;

/** Names errors go by in JavaScript and in AWS' and our own code; any other word may be data. */
const ERROR_NAME =
  /^(?:[A-Z][A-Za-z]{0,60}(?:Error|Exception|Fault|Expired|Timeout|Throttled)|NoSuch[A-Z][a-z]{2,9})$/;

/** Codes of Node and undici, such as `ECONNREFUSED`. */
const SYSTEM_CODE = /^(?:E[A-Z]{3,14}|UND_ERR_[A-Z_]{3,30}|ERR_[A-Z_]{3,40}|CERT_[A-Z_]{3,30})$/;

/** A frame of ours or of Node: a function's name if there is one, a module, line and column. */
const FRAME =
  /^at (?:(?:async |new )?([A-Za-z_$][\w$.<>]{0,60})(?: \[as \w+\])? )?\(?(?:file:)?\S*?([\w-]{1,60}\.m?[jt]s):(\d{1,6}):(\d{1,6})\)?$/;

/** What may be told of a failure: its name and where it arose, never its text, which may be anybody's. */
export function failureFields(error: unknown): FailureFields {
  const reason = isOurs(error) ? error.reason : undefined;
  return {
    error: nameOf(error),
    ...(reason !== undefined && { reason }),
    frames: framesOf(error),
    causes: causesOf(error),
  };
}

/** An error's name, if it is one that errors have. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'NotAnError';
  return isErrorName(error.name) ? error.name : 'Error';
}

/** Whether a text is a name that errors have. */
export const isErrorName = (text: string): boolean => ERROR_NAME.test(text) || text === 'Error';

/** Whether a text is a code of Node or undici. */
export const isSystemCode = (text: string): boolean => SYSTEM_CODE.test(text);

/** Whether a text is a place in code as `failureFields` writes it. */
export const isFrame = (text: string): boolean =>
  /^(?:[A-Za-z_$][\w$.<>]{0,60} )?[\w-]{1,60}\.m?[jt]s:\d{1,6}:\d{1,6}$/.test(text);

const isOurs = (error: unknown): error is TransientError | RejectedError | UnknownOutcomeError =>
  error instanceof TransientError || error instanceof RejectedError || error instanceof UnknownOutcomeError;

/** The stack after the message: a message may hold lines that look like frames. */
function framesOf(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  const message = String(error.message);
  const start = error.stack.indexOf(message);
  if (start < 0) return [];
  return error.stack
    .slice(start + message.length)
    .split('\n')
    .map((line) => FRAME.exec(line.trim()))
    .filter((frame) => frame !== null)
    .slice(0, MOST_FRAMES)
    .map(([, name, module, line, column]) => `${name ? `${name} ` : ''}${module}:${line}:${column}`);
}

function causesOf(error: unknown): string[] {
  const causes: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && causes.length < MOST_CAUSES) {
    causes.push(codeOf(cause) ?? nameOf(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' && isSystemCode(cause.code) ? cause.code : undefined;
}
