import { expect, it, jest } from '@jest/globals';
import { synthesizedApp } from '../support/synthesized-app.ts';

/** A synthesis takes seconds, more beside other tests. */
jest.setTimeout(180_000);

it('keeps reports from being overwritten or deleted for as long as a stage says', () => {
  const { resources } = synthesizedApp('dev', [{ path: 'reports.objectLockDays', value: 30 }]);

  const locked = resources.filter(({ properties }) => properties.ObjectLockEnabled === true);
  expect(locked).toMatchObject([
    {
      path: expect.stringContaining('Reports'),
      properties: {
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 30, Mode: 'GOVERNANCE' } } },
      },
    },
  ]);
});

it('gives the secret of an SFTP server, and the way to it, to the courier alone', () => {
  const { resources } = synthesizedApp('dev');

  const holders = resources
    .filter(({ properties }) => /warehouse-drop|sftp\.example\.com/.test(JSON.stringify(properties)))
    .map(({ path }) => path.replace(/^Pipeline\//, '').split('/')[0]);
  expect(new Set(holders)).toEqual(new Set(['Courier']));
});
