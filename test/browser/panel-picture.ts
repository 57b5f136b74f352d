import { testLaptop } from '../integration/test-laptop.ts';
import { hasChromium, withChromium } from '../support/chromium.ts';
import { signedInAt, waitingCall } from '../support/panel-desk.ts';

/** Makes the picture of the panel that README shows, of a call in the local system. */
const PICTURE = new URL('../../docs/images/panel.png', import.meta.url).pathname;

if (hasChromium()) {
  const laptop = await testLaptop();
  try {
    const earlier = { alertType: 'door_open', sensorId: 'DOOR-SNS-0107' };
    await waitingCall(laptop, 'picture', { alert: earlier });
    const { reference } = await waitingCall(laptop, 'picture');
    await withChromium(async (browser) => {
      const page = await browser.newPage();
      await page.setViewportSize({ width: 900, height: 660 });
      await page.goto(signedInAt(laptop, reference));
      await page.locator('.chart-place canvas').waitFor();
      await page.getByRole('button', { name: 'Technician visit agreed' }).click();
      await page.getByText('Recorded').waitFor();
      await page.screenshot({ path: PICTURE });
    });
  } finally {
    await laptop.stop();
  }
  console.log(`made ${PICTURE}`);
}
