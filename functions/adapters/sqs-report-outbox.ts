import type { ReportCarrier } from '../ports/report-carrier.ts';
import type { ReportNotices } from '../ports/report-notices.ts';
import type { ReportOutbox } from '../ports/report-outbox.ts';
import { sqsSender } from './sqs-sender.ts';

/** Queue URLs, and the warehouses that the courier reaches. */
export interface ReportQueues {
  readonly due: string;
  readonly notices: string;
  readonly courier: string;
  readonly carried: readonly string[];
}

/** Messages of analytics on SQS: to itself, to the courier, and to whoever passes on that a report can be read. */
export function sqsReportOutbox(queues: ReportQueues): ReportOutbox & ReportNotices & ReportCarrier {
  const send = sqsSender();
  return {
    advance: (request, delaySeconds) => send(queues.due, request, delaySeconds),
    leave: (notice) => send(queues.notices, notice),
    names: queues.carried,
    carry: (request) => send(queues.courier, request),
  };
}
