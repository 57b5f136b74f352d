/** The services the local system answers for, by their signing names. */
export const SERVICES = ['sqs', 's3', 'sns', 'dynamodb', 'secretsmanager'] as const;
/** A service's signing name. */
export type Service = (typeof SERVICES)[number];

/** A request to an engine. `path` carries the query; header names are lower case. */
export interface EngineRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An engine's answer. Header names are lower case. */
export interface EngineResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One emulated AWS service, without a port of its own. */
export interface Engine {
  /** Answers one request; a service error is an answer, not a rejection. */
  handle(request: EngineRequest): Promise<EngineResponse>;
  /** Ends pending long polls and releases files. */
  stop(): Promise<void>;
}

/** An answer in the AWS JSON protocol. */
export function jsonResponse(status: number, content: unknown, version = '1.0'): EngineResponse {
  const headers = { 'content-type': `application/x-amz-json-${version}` };
  return { status, headers, body: Buffer.from(JSON.stringify(content)) };
}

// Known to no function, so the record shows the caller as the local system itself.
const CREDENTIAL = 'LOCALSYSTEM000000000/20260101/us-east-1/local/aws4_request';

/** A request of the local system's own in the AWS JSON protocol, for example to `AmazonSQS.SendMessage`. */
export function jsonRequest(target: string, content: unknown): EngineRequest {
  return {
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=host, Signature=0`,
    },
    body: Buffer.from(JSON.stringify(content)),
  };
}

/** A request of the local system's own in the AWS Query protocol, for example `{Action: 'CreateTopic', Name}`. */
export function formRequest(form: Readonly<Record<string, string>>): EngineRequest {
  return {
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=host, Signature=0`,
    },
    body: Buffer.from(new URLSearchParams(form).toString()),
  };
}

/** The operation in the AWS JSON protocol: target `AmazonSQS.SendMessage` gives `SendMessage`. */
export const targetAction = (request: EngineRequest): string =>
  request.headers['x-amz-target']?.split('.').at(-1) ?? '';
