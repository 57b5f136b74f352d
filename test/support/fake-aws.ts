import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Engine } from '../../local/engine.ts';
import { startFauxqsEngine } from '../../local/fauxqs-engine.ts';
import { secretsResponder } from '../../local/secrets-responder.ts';

/** SQS, S3 and Secrets Manager on loopback, for the clients of this process. */
export interface FakeAws {
  /** From now on the next so many requests are answered with this status. */
  failNext(status: number, times: number): void;
  stop(): Promise<void>;
}

/** Starts the engines and points the process' AWS clients at them. `secrets` by ARN, read at every call. */
export async function startFakeAws(secrets: Readonly<Record<string, string>>): Promise<FakeAws> {
  const sqsAndS3 = await startFauxqsEngine(undefined);
  const secretsManager = secretsResponder(secrets);
  let failures = { status: 500, left: 0 };
  const engineOf = (authorization = ''): Engine =>
    authorization.includes('/secretsmanager/') ? secretsManager : sqsAndS3;

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    if (failures.left > 0) {
      failures = { ...failures, left: failures.left - 1 };
      response.writeHead(failures.status).end();
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const answer = await engineOf(headers.authorization).handle({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers,
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  return {
    failNext(status, times) {
      failures = { status, left: times };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await sqsAndS3.stop();
    },
  };
}
