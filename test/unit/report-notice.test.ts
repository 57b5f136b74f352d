import { describe, expect, it } from '@jest/globals';
import { dynamoToldReports } from '../../functions/adapters/dynamo-told-reports.ts';
import { TransientError } from '../../functions/errors.ts';
import type { ReportNoticeRequest } from '../../functions/messages/report-notice-request.ts';
import { publishNotice } from '../../functions/report-notice/publish-notice.ts';
import { TUESDAY_10 } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

const notice = (version = 1): ReportNoticeRequest => ({
  reportId: 'rpt-8a9b7c6d5e4f3a2b1c0d9e8f',
  version,
  campaignId: 'campaign-1',
  provisional: false,
  supersedes: null,
  location: 'reports/x/v1.json',
});

function teller() {
  const published: ReportNoticeRequest[] = [];
  let failure: Error | undefined;
  const ports = {
    board: {
      async publish(one: ReportNoticeRequest) {
        if (failure) throw failure;
        published.push(one);
      },
    },
    told: dynamoToldReports(memoryDynamo({ tables }), 'ledger', fakeRandom()),
    clock: fakeClock(TUESDAY_10),
  };
  return {
    published,
    tell: (one: ReportNoticeRequest) => publishNotice(one, ports),
    fail(error: Error | undefined): void {
      failure = error;
    },
  };
}

describe('a notice that a report can be read', () => {
  it('is published once for each version, however often it comes', async () => {
    const { tell, published } = teller();

    const first = await tell(notice());
    const again = await tell(notice());
    await tell(notice(2));

    expect(first).toMatchObject({ outcome: 'published' });
    expect(again).toMatchObject({ outcome: 'already_moved', reason: 'told before' });
    expect(published.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('is published later when the topic cannot be reached', async () => {
    const { tell, fail, published } = teller();
    fail(new TransientError('topic_unavailable', 'not reached'));
    await expect(tell(notice())).rejects.toMatchObject({ reason: 'topic_unavailable' });

    fail(undefined);
    await tell(notice());

    expect(published).toHaveLength(1);
  });
});
