import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageFiles } from '../../functions/adapters/page-files.ts';
import { servePage } from '../../functions/web-pages/serve-page.ts';
import { buildPage } from '../../lib/constructs/page-build.ts';
import { hasChromium, withChromium } from '../support/chromium.ts';
import { samplePanel } from '../support/sample-panel.ts';

/** Makes the picture of the panel that README shows: the built page, and the answers of an invented call. */
const PICTURE = new URL('../../docs/images/panel.png', import.meta.url).pathname;
const RULES = {
  panel: {
    frameAncestors: [],
    settings: { signIn: { gives: 'token', address: 'http://127.0.0.1', clientId: 'sample' } },
  },
};

/** The page and its answers on a port of this machine. */
async function servedPanel(directory: string) {
  buildPage('panel', join(directory, 'panel'), join(directory, 'kept'));
  const files = pageFiles(directory);
  const answers = samplePanel(new Date());
  const server = createServer((request, response) => {
    const [, web, page = '', file, ...rest] = (request.url ?? '').split('/');
    const served = web === 'web' && servePage({ page, ...(file !== undefined && { file }) }, files, RULES);
    if (served) {
      for (const [name, value] of Object.entries(served.headers)) response.setHeader(name, value);
      response.end(served.body);
      return;
    }
    const answer = answers[[page, file, ...rest].findLast((part) => part !== undefined) ?? ''];
    response.statusCode = answer ? 200 : 404;
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
}

if (hasChromium()) {
  const directory = mkdtempSync(join(tmpdir(), 'panel-picture-'));
  const { server, url } = await servedPanel(directory);
  try {
    await withChromium(async (browser) => {
      const page = await browser.newPage();
      await page.setViewportSize({ width: 900, height: 640 });
      await page.goto(`${url}/web/panel#access_token=sample&state=${'0'.repeat(32)}`);
      await page.locator('.chart-place canvas').waitFor();
      await page.getByRole('button', { name: 'Technician visit agreed' }).click();
      await page.getByText('Recorded').waitFor();
      await page.screenshot({ path: PICTURE });
    });
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  }
  console.log(`made ${PICTURE}`);
}
