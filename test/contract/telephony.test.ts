import { beforeEach, describe } from '@jest/globals';
import { TUESDAY_10 } from '../support/builders.ts';
import { fakeTelephony } from '../support/fake-telephony.ts';
import { telephonySuite } from './telephony-suite.ts';

describe('the fake', () => {
  let telephony = fakeTelephony(() => new Date(TUESDAY_10));
  beforeEach(() => {
    telephony = fakeTelephony(() => new Date(TUESDAY_10));
  });
  telephonySuite(() => ({
    telephony,
    plan: telephony.answer,
    requests: () => telephony.sent.length,
    accepted: () => telephony.accepted().length,
  }));
});
