import { beforeEach, describe } from '@jest/globals';
import { fakeQueueObserver } from '../support/fake-queue-observer.ts';
import { queueObserverSuite } from './queue-observer-suite.ts';

describe('the fake', () => {
  let observer = fakeQueueObserver();
  beforeEach(() => {
    observer = fakeQueueObserver();
  });
  queueObserverSuite(() => ({
    observer,
    staff: observer.staff,
    wait: observer.wait,
    fail: () => observer.fail(1),
    looks: () => observer.asked.length,
  }));
});
