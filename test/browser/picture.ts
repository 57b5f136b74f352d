import { reportPage } from '../../functions/analytics/report-page.ts';
import { hasChromium, withChromium } from '../support/chromium.ts';
import { sampleReport } from '../support/sample-report.ts';

/** Makes the picture of the report that README shows. */
const PICTURE = new URL('../../docs/images/campaign-report.png', import.meta.url).pathname;

if (hasChromium()) {
  await withChromium(async (browser) => {
    const page = await browser.newPage();
    await page.setViewportSize({ width: 900, height: 1010 });
    await page.setContent(reportPage(sampleReport()));
    await page.screenshot({ path: PICTURE });
  });
  console.log(`made ${PICTURE}`);
}
