import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { httpClient, NoAnswerError, NotSentError } from '../../functions/adapters/http.ts';

const REQUEST = { method: 'POST', path: '/calls', headers: {}, body: '{}', deadlineMs: 5000 } as const;

let server: Server | TcpServer | undefined;
afterEach(async () => {
  if (server && 'closeAllConnections' in server) server.closeAllConnections();
  if (server?.listening) await new Promise((resolve) => server?.close(resolve));
  server = undefined;
});

async function portOf(listening: Server | TcpServer): Promise<number> {
  server = listening.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (listening.address() as AddressInfo).port;
}

async function serving(handle: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await portOf(createServer(handle))}`;
}

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );

describe('a request', () => {
  it('comes back with status, headers in lower case and body, whatever the status', async () => {
    const url = await serving((_, response) => {
      response.writeHead(418, { 'X-Told': 'yes' }).end('short and stout');
    });

    const answer = await httpClient(url).send(REQUEST);

    expect(answer).toMatchObject({ status: 418, headers: { 'x-told': 'yes' }, body: 'short and stout' });
  });

  it('is not redirected', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serving((request, response) => {
      seen.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });

    expect(await httpClient(url).send(REQUEST)).toMatchObject({ status: 307 });
    expect(seen).toEqual(['/calls']);
  });

  it('is not sent when the last question is answered with no', async () => {
    let requests = 0;
    const url = await serving((_, response) => {
      requests++;
      response.end();
    });

    const failure = await failureOf(httpClient(url).send(REQUEST, () => false));

    expect(failure).toBeInstanceOf(NotSentError);
    expect(requests).toBe(0);
  });

  it('is not sent, and nobody is asked, when its time is over before there is a client', async () => {
    let requests = 0;
    let questions = 0;
    const url = await serving((_, response) => {
      requests++;
      response.end();
    });

    const sent = httpClient(url).send({ ...REQUEST, deadlineMs: 0 }, () => ++questions > 0);

    expect(await failureOf(sent)).toBeInstanceOf(NotSentError);
    expect([requests, questions]).toEqual([0, 0]);
  });
});

describe('proof that it never left', () => {
  it('is a refused connection', async () => {
    const port = await portOf(createTcpServer());
    await new Promise((resolve) => server?.close(resolve));

    expect(await failureOf(httpClient(`http://127.0.0.1:${port}`).send(REQUEST))).toBeInstanceOf(
      NotSentError,
    );
  });
});

describe('no proof, because it may have left', () => {
  it.each<[string, RequestListener]>([
    ['no answer in time', () => undefined],
    ['a reset before the answer', (request) => request.socket.resetAndDestroy()],
    [
      'a reset within the body',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => request.socket.resetAndDestroy());
      },
    ],
    [
      'a body that never ends in time',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half');
      },
    ],
    ['an answer far too large', (_, response) => void response.end('x'.repeat(2 * 1024 * 1024))],
    ['an answer that is no HTTP', (request) => void request.socket.end('gibberish\r\n\r\n')],
  ])('is %s', async (_, handle) => {
    let requests = 0;
    const url = await serving((request, response) => {
      requests++;
      handle(request, response);
    });

    const failure = await failureOf(httpClient(url).send({ ...REQUEST, deadlineMs: 300 }));

    expect(failure).toBeInstanceOf(NoAnswerError);
    expect(requests).toBe(1);
  });
});

it('a kept connection that the server closes is not answered by sending twice', async () => {
  const seen: string[] = [];
  const url = await serving((request, response) => {
    seen.push(request.url ?? '');
    if (request.url === '/second') request.socket.destroy();
    else response.end('{}');
  });
  const client = httpClient(url);
  await client.send({ ...REQUEST, path: '/first' });

  expect(await failureOf(client.send({ ...REQUEST, path: '/second' }))).toBeInstanceOf(NoAnswerError);
  expect(seen).toEqual(['/first', '/second']);
});

it('HTTP/2 is not offered: its client would send again by itself', async () => {
  const hello = Promise.withResolvers<Buffer>();
  const port = await portOf(
    createTcpServer((socket) => {
      socket.once('data', (bytes) => {
        hello.resolve(bytes);
        socket.destroy();
      });
      socket.on('error', () => undefined);
    }),
  );

  await failureOf(httpClient(`https://127.0.0.1:${port}`).send({ ...REQUEST, deadlineMs: 1000 }));

  const offered = (await hello.promise).toString('latin1');
  expect(offered).toContain('\x08http/1.1');
  expect(offered).not.toContain('\x02h2');
});
