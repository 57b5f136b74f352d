import { RejectedError } from '../errors.ts';
import type { NumberFormat, ScriptTrigger } from '../messages/cxone-settings.ts';
import type { CxoneSettings } from '../messages/telephony-settings.ts';
import type { CallRequest } from '../ports/telephony.ts';
import { withQuery } from './cxone-requests.ts';

/**
 * What a call has to say to a script is a query. Studio takes 20 parameters and 32 KB in all (help.nicecxone.com, Spawn
 * Scripts), but a query of that size does not pass every proxy: this bound is ours.
 */
const MAX_PATH_LENGTH = 2000;

/** As on the other platform, so that a call fits wherever it is placed. */
const MAX_VALUE_LENGTH = 255;

/**
 * The path and query of the one request that places a call.
 * @throws {RejectedError} something of the call has no place in it, or does not fit: nothing is ever left out or cut
 */
export function triggerPath(request: CallRequest, settings: CxoneSettings): string {
  const { trigger } = settings;
  const skill = settings.queueIds[request.routingQueue];
  if (skill === undefined) {
    throw new RejectedError(
      'unknown_routing_queue',
      `telephony.queueIds names no queue ${request.routingQueue}`,
    );
  }
  const values = valuesOf(request, settings);
  switch (trigger.kind) {
    case 'script':
      return scriptPath(skill, trigger, values);
    case 'callback':
      return callbackPath(skill, request, values);
    default:
      return trigger satisfies never;
  }
}

/** `POST /scripts/start`: values arrive as p1, p2, ... (help.nice-incontact.com, Spawn Scripts) */
function scriptPath(
  skillId: string,
  { scriptPath: path, scriptId, parameters }: ScriptTrigger,
  values: Values,
): string {
  const declared: readonly string[] = parameters;
  const homeless = Object.keys(values).find((name) => !declared.includes(name));
  if (homeless !== undefined) {
    throw new RejectedError(
      'undeclared_parameter',
      `telephony.trigger.parameters does not declare ${homeless}`,
    );
  }
  const text = parameters.map((name) => values[name] ?? '').join('|');
  const whole = withQuery('/scripts/start', { skillId, scriptPath: path, scriptId, Parameters: text });
  if (whole.length > MAX_PATH_LENGTH) {
    throw new RejectedError('call_data_too_long', `the request is longer than ${MAX_PATH_LENGTH}`);
  }
  return whole;
}

/** `POST /queuecallback`: an agent first, then the number. The stage has said that call data are not sent. */
function callbackPath(skill: string, { skillIds }: CallRequest, values: Values): string {
  if (skillIds.length > 0) {
    throw new RejectedError('undeclared_parameter', 'a callback of CXone has no place for skillIds');
  }
  const { phoneNumber, callerId, priority } = values;
  return withQuery('/queuecallback', { phoneNumber, skill, callerId, initialPriority: priority });
}

type Values = Readonly<Record<string, string>>;

/** Everything a call has to say, by the name it is declared under; what is empty is not there. */
function valuesOf(
  { callData, phoneE164, priority, skillIds }: CallRequest,
  { callerId, numberFormat }: CxoneSettings,
): Values {
  const all = {
    phoneNumber: numberAs(numberFormat, phoneE164),
    callerId: numberAs(numberFormat, callerId),
    priority: String(priority),
    skillIds: skillIds.join(','),
    ...callData,
  };
  const said = Object.entries(all).filter(([, value]) => value !== '');
  return Object.fromEntries(said.map(([name, value]) => [name, fitting(name, value)]));
}

/** @throws {RejectedError} it would be cut, or split into two */
function fitting(name: string, value: string): string {
  if (value.length > MAX_VALUE_LENGTH) {
    throw new RejectedError('call_data_too_long', `callData.${name} is longer than ${MAX_VALUE_LENGTH}`);
  }
  if (value.includes('|')) {
    throw new RejectedError('call_data_unfit', `callData.${name} holds a "|", which parts parameters`);
  }
  return value;
}

/** A number as the business unit wants it. */
export function numberAs(format: NumberFormat, phoneE164: string): string {
  return format === 'us-ten-digits' ? phoneE164.replace(/^\+1(\d{10})$/, '$1') : phoneE164;
}
