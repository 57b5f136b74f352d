import type { MethodSettings } from './integration.ts';
import { type Outcome, refuse } from './outcome.ts';
import { mappingTemplate, type TemplateInput } from './vtl.ts';

/** Turns what a backend answered into what the caller gets. */
export type Respond = (
  reply: { readonly status: number; readonly json: string },
  input: TemplateInput,
) => Outcome;

/**
 * Prepares a method's integration responses. The pattern must match the whole backend status; the response without
 * a pattern takes the rest.
 * @throws when a response is not declared by the method, or maps something that is not interpreted.
 */
export function integrationResponses(method: MethodSettings): Respond {
  const prepared = method.Integration.IntegrationResponses.map((response) => {
    const declared = method.MethodResponses.find(({ StatusCode }) => StatusCode === response.StatusCode);
    if (declared === undefined) throw new Error(`status ${response.StatusCode} has no method response`);
    return {
      pattern: response.SelectionPattern ? new RegExp(`^(?:${response.SelectionPattern})$`) : undefined,
      status: Number(response.StatusCode),
      headers: responseHeaders(response.ResponseParameters, declared.ResponseParameters),
      template: preparedTemplate(response.ResponseTemplates),
    };
  });
  const fallback = prepared.find(({ pattern }) => pattern === undefined);
  return (reply, input) => {
    const chosen = prepared.find(({ pattern }) => pattern?.test(String(reply.status))) ?? fallback;
    if (chosen === undefined) return refuse('API_CONFIGURATION_ERROR');
    const { contentType, render } = chosen.template;
    return {
      kind: 'answer',
      answer: {
        status: chosen.status,
        headers: { 'content-type': contentType, ...chosen.headers },
        body: render({ ...input, body: reply.json }),
      },
    };
  };
}

// Without a template the gateway passes the backend's body on.
function preparedTemplate(templates: Readonly<Record<string, string>>) {
  const sources = Object.entries(templates);
  const [contentType, source] = sources.find(([type]) => type === 'application/json') ?? sources[0] ?? [];
  if (contentType === undefined || source === undefined)
    return { contentType: 'application/json', render: ({ body }: TemplateInput) => body };
  return { contentType, render: mappingTemplate(source) };
}

function responseHeaders(
  parameters: Readonly<Record<string, string>>,
  declared: Readonly<Record<string, boolean>>,
): Readonly<Record<string, string>> {
  const headers = Object.entries(parameters).map(([target, source]) => {
    if (!(target in declared))
      throw new Error(`response parameter ${target} has no method response parameter`);
    if (!target.startsWith('method.response.header.') || !/^'.*'$/s.test(source))
      throw new Error(`response parameter ${target}: ${source} is not supported locally`);
    return [target.replace('method.response.header.', '').toLowerCase(), source.slice(1, -1)] as const;
  });
  return Object.fromEntries(headers);
}
