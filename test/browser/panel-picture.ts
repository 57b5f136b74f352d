import { hasChromium, withChromium } from '../support/chromium.ts';
import { servedPanel } from '../support/served-panel.ts';

/** Makes the picture of the panel that README shows: the built page, and the answers of an invented call. */
const PICTURE = new URL('../../docs/images/panel.png', import.meta.url).pathname;

if (hasChromium()) {
  const panel = await servedPanel({
    settings: (url) => ({ signIn: { gives: 'token', address: url, clientId: 'sample' } }),
  });
  try {
    await withChromium(async (browser) => {
      const page = await browser.newPage();
      await page.setViewportSize({ width: 900, height: 640 });
      await page.goto(`${panel.url}/web/panel#access_token=sample&state=${'0'.repeat(32)}`);
      await page.locator('.chart-place canvas').waitFor();
      await page.getByRole('button', { name: 'Technician visit agreed' }).click();
      await page.getByText('Recorded').waitFor();
      await page.screenshot({ path: PICTURE });
    });
  } finally {
    panel.stop();
  }
  console.log(`made ${PICTURE}`);
}
