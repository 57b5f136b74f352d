import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Severity } from '../messages/alert-class.ts';
import type { DialRequest } from '../messages/alert-facts.ts';
import type { Outbox } from '../ports/outbox.ts';
import { AWS_CLIENT } from './aws-client.ts';
import { fromAws } from './aws-errors.ts';

/** The two queues of a worker that keeps critical alerts apart. */
export type Lanes = Readonly<Record<Severity, string>>;

/** Queue URLs of the workers this function may leave messages for. */
export interface OutboxQueues {
  readonly enrichment?: Lanes;
  readonly compliance?: string;
  readonly dialing?: Lanes & { readonly campaign?: string };
  readonly followUp?: string;
  readonly control?: string;
}

/** Leaves one message, a JSON text, in the queue of this URL. @throws what the client throws */
export type SendMessage = (url: string, body: string, delaySeconds: number) => Promise<void>;

/** Messages on SQS. A worker whose queue was not given cannot be reached: that is a defect of the wiring. */
export function sqsOutbox(queues: OutboxQueues): Outbox {
  const client = new SQSClient({ ...AWS_CLIENT, useQueueUrlAsEndpoint: false });
  return outboxOver(queues, async (url, body, delaySeconds) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: body,
        ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
      }),
    );
  });
}

/** The outbox over anything that takes messages: which message goes to which queue. */
export function outboxOver(queues: OutboxQueues, sendMessage: SendMessage): Outbox {
  async function send(
    worker: string,
    url: string | undefined,
    message: object,
    delaySeconds = 0,
  ): Promise<void> {
    if (url === undefined) throw new Error(`no queue of ${worker} was given to this function`);
    try {
      await sendMessage(url, JSON.stringify(message), delaySeconds);
    } catch (error) {
      throw fromAws('queue_unavailable', error);
    }
  }

  return {
    enrich: (request) => send('enrichment', queues.enrichment?.[request.alert.severity], request),
    judge: (request) => send('compliance', queues.compliance, request),
    dial: (request, delaySeconds) =>
      send('dialing', queues.dialing?.[dialingLane(request)], request, delaySeconds),
    followUp: (request) => send('follow-up', queues.followUp, request),
    control: (request) => send('control', queues.control, request),
  };
}

/** What a campaign calls about is delivered by the dozen, so that many alerts share a request. */
const dialingLane = ({ alert, route }: DialRequest) =>
  route.campaign === undefined ? alert.severity : 'campaign';
