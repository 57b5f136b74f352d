import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pageFiles } from '../../functions/adapters/page-files.ts';
import { servePage } from '../../functions/web-pages/serve-page.ts';
import { buildPage } from '../../lib/constructs/page-build.ts';
import { samplePanel } from './sample-panel.ts';

/** A request that is no file of the page. */
export interface PanelRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** The built panel on a port of this machine, with the answers of an invented call. */
export interface ServedPanel {
  readonly url: string;
  stop(): void;
}

export interface ServedPanelOptions {
  /** What the page is told, once its address is known. */
  settings(url: string): Readonly<Record<string, unknown>>;
  /** Answers a request itself: an address the browser is led to. @default the invented call answers */
  lead?(request: PanelRequest): string | undefined;
}

/** Builds and serves the panel. */
export async function servedPanel({ settings, lead }: ServedPanelOptions): Promise<ServedPanel> {
  const directory = mkdtempSync(join(tmpdir(), 'served-panel-'));
  buildPage('panel', join(directory, 'panel'), join(directory, 'kept'));
  const files = pageFiles(directory);
  const answers = samplePanel(new Date());
  let url = '';

  function served(request: IncomingMessage) {
    const [, web, page = '', file] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    if (web !== 'web') return undefined;
    const rules = { panel: { frameAncestors: [], settings: settings(url) } };
    return servePage({ page, ...(file !== undefined && { file }) }, files, rules);
  }

  const server = createServer((request, response) => {
    const file = served(request);
    if (file) {
      for (const [name, value] of Object.entries(file.headers)) response.setHeader(name, value);
      response.end(file.body);
      return;
    }
    void text(request).then((body) => {
      const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://panel');
      const location = lead?.({ path, query, body });
      const answer = answers[path.split('/').at(-1) ?? ''];
      response.statusCode = location ? 302 : answer ? 200 : 404;
      if (location) response.setHeader('location', location);
      response.end(JSON.stringify(answer ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return {
    url,
    stop() {
      server.closeAllConnections();
      server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
