import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { genesysTranscripts, isS3 } from '../../functions/adapters/genesys-transcripts.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { at } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';

const FILE = '/bucket/transcript.json?X-Amz-Signature=abc';
const PLACE = '/api/v2/speechandtextanalytics/conversations/c-1/communications/session-1/transcripturl';

describe('transcripts of Genesys', () => {
  let server: Server;
  let origin: string;
  let answers: Record<string, readonly [status: number, body: unknown]>;
  const asked: { readonly path: string; readonly authorization: string | undefined }[] = [];

  beforeEach(async () => {
    asked.length = 0;
    server = createServer((request, response) => {
      asked.push({ path: request.url ?? '', authorization: request.headers.authorization });
      const [status, body] = answers[request.url ?? ''] ?? [404, {}];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    answers = {
      '/api/v2/analytics/conversations/c-1/details': [
        200,
        { participants: [{ purpose: 'customer', sessions: [{ sessionId: 'session-1' }] }] },
      ],
      [PLACE]: [200, { url: `${origin}${FILE}` }],
      [FILE]: [
        200,
        {
          transcripts: [
            {
              phrases: [
                { text: 'It leaks.', participantPurpose: 'external' },
                { text: 'I see.', participantPurpose: 'internal' },
              ],
            },
          ],
        },
      ],
    };
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const transcripts = (allows = (_url: URL) => true) => {
    const tokens = { ready: async () => 'token', atHand: () => 'token', refused: () => undefined };
    return genesysTranscripts(httpClient(origin), tokens, { allows, clientOf: httpClient }, () => at());
  };

  it('are fetched by their signed address, without our token', async () => {
    expect(await transcripts().read('c-1')).toEqual([
      { text: 'It leaks.', byCustomer: true },
      { text: 'I see.', byCustomer: false },
    ]);
    expect(asked.map(({ authorization }) => authorization)).toEqual([
      'Bearer token',
      'Bearer token',
      undefined,
    ]);
  });

  it('are asked for as the contract says', async () => {
    await transcripts().read('c-1');

    const contract = readContract('genesys-cloud');
    const problems = asked
      .filter(({ path }) => path.startsWith('/api/'))
      .flatMap(({ path }) =>
        requestProblems(contract, {
          method: 'GET',
          path,
          query: {},
          headers: { authorization: 'Bearer token' },
        }),
      );
    expect(problems).toEqual([]);
  });

  it('that are not there yet are none', async () => {
    answers[PLACE] = [404, {}];

    expect(await transcripts().read('c-1')).toBeUndefined();
  });

  it('are not fetched from anywhere else', async () => {
    await expect(transcripts(isS3).read('c-1')).rejects.toMatchObject({ reason: 'transcript_foreign_host' });
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['https://bucket.s3.amazonaws.com/a', true],
    ['http://bucket.s3.amazonaws.com/a', false],
    ['https://amazonaws.com.evil.example/a', false],
    ['https://169.254.169.254/latest', false],
  ])('may come from %s: %s', (url, allowed) => {
    expect(isS3(new URL(url))).toBe(allowed);
  });

  it.each([
    [500, 'genesys_unavailable'],
    [403, 'genesys_unauthorized'],
    [429, 'genesys_throttled'],
  ])('are asked for again after %i', async (status, reason) => {
    answers[PLACE] = [status, {}];

    await expect(transcripts().read('c-1')).rejects.toMatchObject({ name: 'TransientError', reason });
  });
});
