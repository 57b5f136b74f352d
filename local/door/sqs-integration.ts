import type { AwsEndpoint } from '../aws-endpoint.ts';
import { queueUrl } from '../physical-names.ts';
import { sqsCall } from '../sqs-client.ts';
import { formMessage } from './form-message.ts';
import type { Integration, MethodSettings } from './integration.ts';
import { integrationResponses } from './integration-response.ts';
import { refuse } from './outcome.ts';
import { mappingTemplate, type Template, type TemplateInput } from './vtl.ts';

const FORM = "'application/x-www-form-urlencoded'";

/**
 * An integration of type AWS that sends to a queue, in SQS's Query protocol.
 * @throws when it is set up in a way that is not interpreted.
 */
export function sqsIntegration(method: MethodSettings, aws: AwsEndpoint): Integration {
  const { Uri, RequestParameters, RequestTemplates, PassthroughBehavior } = method.Integration;
  const [, queueName] = /:sqs:path\/\d+\/([^/]+)$/.exec(Uri) ?? [];
  if (queueName === undefined) throw new Error(`integration ${Uri} is not supported locally`);
  const { 'integration.request.header.Content-Type': contentType, ...others } = RequestParameters;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new Error(`request parameter ${other} is not supported locally`);
  if (contentType !== FORM) throw new Error(`an SQS integration must send Content-Type ${FORM}`);
  const respond = integrationResponses(method);
  const templates = new Map(
    Object.entries(RequestTemplates).map(([type, source]) => [type.toLowerCase(), mappingTemplate(source)]),
  );
  const url = queueUrl(queueName, aws.url);
  return {
    accepts: (type) =>
      templates.has(type) ||
      PassthroughBehavior === 'WHEN_NO_MATCH' ||
      (PassthroughBehavior === 'WHEN_NO_TEMPLATES' && templates.size === 0),
    run: async ({ input, contentType: type }) => {
      const form = rendered(templates.get(type), input);
      if (form === undefined)
        return refuse('BAD_REQUEST_BODY', { message: 'Could not parse request body into json' });
      const reply = await send(aws, form, url);
      return reply === undefined ? refuse('INTEGRATION_FAILURE') : respond(reply, input);
    },
  };
}

// A template that reads into a body which is no JSON fails; the gateway blames the caller.
function rendered(template: Template | undefined, input: TemplateInput): string | undefined {
  if (template === undefined) return input.body;
  try {
    return template(input);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What SQS answered: its status, and its XML answer as the JSON a response template reads. */
export interface BackendReply {
  readonly status: number;
  readonly json: string;
}

async function send(aws: AwsEndpoint, form: string, url: string): Promise<BackendReply | undefined> {
  const message = formMessage(form, url);
  if (message.kind === 'invalid') return failureReply(400, message.code, message.message);
  try {
    const { status, content } = await sqsCall(aws, 'SendMessage', message.content);
    if (status < 300) return { status, json: successJson(content) };
    return failureReply(status, String(content.__type).split('#').at(-1) ?? '', String(content.message));
  } catch {
    return undefined;
  }
}

const successJson = (content: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    SendMessageResponse: { SendMessageResult: content, ResponseMetadata: { RequestId: 'local' } },
  });

const failureReply = (status: number, code: string, text: string): BackendReply => ({
  status,
  json: JSON.stringify({ Error: { Type: 'Sender', Code: code, Message: text }, RequestId: 'local' }),
});
