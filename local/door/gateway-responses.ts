import type { z } from 'zod';
import type { GatewayResponseProperties } from '../api-schemas.ts';
import { isObject } from '../json.ts';
import type { Answer, Refusal } from './outcome.ts';
import { REFUSALS } from './refusals.ts';
import { checkVariables, type RequestContext } from './request-context.ts';

type Properties = z.infer<typeof GatewayResponseProperties>;

/** The gateway responses of one API, by type. */
export type GatewayResponses = ReadonlyMap<string, Properties>;

const ERROR_VARIABLES = [
  'error.message',
  'error.messageString',
  'error.responseType',
  'error.validationErrorString',
];

/**
 * Stops at anything the gateway would accept and this one would not follow.
 * @throws naming the variable or parameter.
 */
export function checkGatewayResponse({ ResponseTemplates, ResponseParameters }: Properties): void {
  for (const template of Object.values(ResponseTemplates)) checkVariables(template, ERROR_VARIABLES);
  for (const [target, source] of Object.entries(ResponseParameters))
    if (!/^gatewayresponse\.header\./.test(target) || !/^'.*'$/s.test(source))
      throw new Error(`response parameter ${target}: ${source} is not supported locally`);
}

/** What the gateway answers when it refuses. Templates are not VTL here: variables are replaced and nothing else. */
export function refusalAnswer(
  refusal: Refusal,
  responses: GatewayResponses,
  context: RequestContext,
): Answer {
  const standard = REFUSALS[refusal.type];
  const response =
    responses.get(refusal.type) ?? responses.get(standard.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const [contentType = 'application/json', template = '{"message":$context.error.messageString}'] =
    chosenTemplate(response) ?? [];
  const message = refusal.message ?? standard.message;
  const error = {
    message: escaped(message),
    messageString: JSON.stringify(message),
    responseType: refusal.type,
    validationErrorString: escaped(refusal.validationError ?? ''),
  };
  return {
    status: response?.StatusCode ?? refusal.status ?? standard.status,
    headers: {
      'content-type': contentType,
      'x-amzn-errortype': standard.errorType,
      ...headers(response),
    },
    body: template.replace(/\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g, (_variable, name: string) =>
      variable({ ...context, error }, name),
    ),
  };
}

const chosenTemplate = (response: Properties | undefined): readonly [string, string] | undefined => {
  const templates = Object.entries(response?.ResponseTemplates ?? {});
  return templates.find(([type]) => type === 'application/json') ?? templates[0];
};

const headers = (response: Properties | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(response?.ResponseParameters ?? {}).map(([target, quoted]) => [
      target.replace('gatewayresponse.header.', '').toLowerCase(),
      quoted.slice(1, -1),
    ]),
  );

// Templates put these between quotes of their own.
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

function variable(context: unknown, name: string): string {
  const value = name.split('.').reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), context);
  return value === undefined || value === null ? '' : String(value);
}
