import { beforeEach, describe } from '@jest/globals';
import { TUESDAY_10 } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { type FakeTelephony, fakeTelephony } from '../support/fake-telephony.ts';
import { telephonySuite } from './telephony-suite.ts';

describe('the fake', () => {
  const clock = fakeClock(TUESDAY_10);
  let telephony: FakeTelephony;
  beforeEach(() => {
    clock.set(new Date(TUESDAY_10));
    telephony = fakeTelephony(() => clock.now());
    telephony.agentsAnswerAfter(undefined);
  });
  telephonySuite(() => ({
    telephony,
    plan: telephony.answer,
    requests: () => telephony.sent.length,
    accepted: () => telephony.accepted().length,
    advance: clock.advance,
    searchLag: telephony.searchLag,
    serve: telephony.serve,
    down: telephony.withoutLookUps,
    fates: () =>
      telephony
        .calls()
        .map(({ ringsAt, withdrawnAt }) => (withdrawnAt ? 'withdrawn' : ringsAt ? 'served' : 'waiting')),
  }));
});
