import { describe, expect, it } from '@jest/globals';
import { reportPage } from '../../functions/analytics/report-page.ts';
import { hasChromium, withChromium } from '../support/chromium.ts';
import { sampleReport } from '../support/sample-report.ts';

const inBrowser = hasChromium() ? it : it.skip;
const LONG = 'a-name-without-a-space-'.repeat(10);

describe('the page of a report in a browser', () => {
  inBrowser('fits into every width, in light and dark, whatever the names are', async () => {
    const { contacts } = sampleReport();
    const content = reportPage(
      sampleReport({
        campaignId: LONG,
        outcomes: [{ wrapUpCode: LONG, contacts: 1_234_567 }],
        contacts: { ...contacts, skippedByReason: { [LONG]: 1_234_567 } },
        differences: [{ figure: LONG, before: 0.123456, after: null }],
      }),
    );

    const widths = await withChromium(async (browser) => {
      const page = await browser.newPage();
      await page.setContent(content);
      const seen: number[] = [];
      for (const width of [320, 768, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        seen.push(await page.evaluate('document.documentElement.scrollWidth'));
      }
      return seen;
    });

    expect(widths).toEqual([320, 768, 1440]);
  });

  inBrowser('is dark where the reader wants it dark, and white on paper', async () => {
    const colors = await withChromium(async (browser) => {
      const page = await browser.newPage();
      await page.setContent(reportPage(sampleReport()));
      const background = (): Promise<string> =>
        page.evaluate('getComputedStyle(document.body).backgroundColor');
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await background();
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      return { dark, print: await background() };
    });

    expect(colors).toEqual({ dark: 'rgb(17, 21, 27)', print: 'rgb(255, 255, 255)' });
  });

  inBrowser('runs no script and asks for nothing', async () => {
    const asked: string[] = [];

    await withChromium(async (browser) => {
      const page = await browser.newPage();
      page.on('request', (request) => asked.push(request.url()));
      page.on('dialog', (dialog) => {
        asked.push(dialog.message());
        void dialog.dismiss();
      });
      const hostile = '<script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(1)>';
      await page.setContent(
        reportPage(sampleReport({ campaignId: hostile, outcomes: [{ wrapUpCode: hostile, contacts: 1 }] })),
      );
    });

    expect(asked).toEqual([]);
  });
});
