import { z } from 'zod';
import type { Integration, MethodSettings } from './integration.ts';
import { type Outcome, refuse } from './outcome.ts';
import { proxyEvent } from './proxy-event.ts';

const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

// Source: API Gateway Developer Guide, "Output format of a Lambda function for proxy integration".
const ProxyResult = z.strictObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), HeaderValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(HeaderValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** The function behind an AWS_PROXY integration, by ARN. */
export type InvokeFunction = (functionArn: string, event: unknown) => Promise<unknown>;

/**
 * An integration of type AWS_PROXY: the function gets the whole request and writes the whole answer.
 * @throws when the URI names no function.
 */
export function proxyIntegration(method: MethodSettings, invoke: InvokeFunction): Integration {
  const { Uri, TimeoutInMillis } = method.Integration;
  const [, functionArn] = /:lambda:path\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(Uri) ?? [];
  if (functionArn === undefined) throw new Error(`integration ${Uri} is not supported locally`);
  return {
    accepts: () => true,
    run: async ({ request, input }) => {
      const event = proxyEvent(request, input);
      return within(
        TimeoutInMillis,
        invoke(functionArn, event).then(proxyOutcome, () => failure),
      );
    },
  };
}

// The gateway documents 502 for a function that fails or answers in another shape.
const failure: Outcome = refuse('INTEGRATION_FAILURE', { status: 502 });

function proxyOutcome(result: unknown): Outcome {
  const parsed = ProxyResult.safeParse(result);
  if (!parsed.success) return failure;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const lowerCase = Object.entries({ ...headers, ...multiValueHeaders }).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return {
    kind: 'answer',
    answer: {
      status: statusCode,
      headers: { 'content-type': 'application/json', ...Object.fromEntries(lowerCase) },
      body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
    },
  };
}

// The function runs on, as it does in the cloud; only the caller stops waiting.
async function within(limitMs: number, outcome: Promise<Outcome>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve(refuse('INTEGRATION_TIMEOUT')), limitMs);
  });
  try {
    return await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
}
