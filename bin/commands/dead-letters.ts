import type { Message } from '@aws-sdk/client-sqs';
import { maskedBody } from '../../functions/runtime/redaction.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { type DeadLetterQueue, deadLetterQueues, discard, look, redrive, sentAt } from '../dead-letters.ts';
import { type OperatorTarget, operatorTarget } from '../operator-target.ts';
import { slowProgress } from '../slow-progress.ts';
import { TARGET_OPTIONS } from '../target.ts';

/** Messages of a queue that are shown. */
const SHOWN = 20;

/**
 * `dead-letters list|show QUEUE|redrive QUEUE|discard QUEUE --reason "..."`: what nobody could work on. A queue goes by its
 * name or by any part of it that fits one queue only. `list` ends with 1 when something waits.
 */
export async function deadLetters(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { ...TARGET_OPTIONS, reason: { type: 'string' } });
  const [act = 'list', part, ...more] = positionals;
  if (more.length > 0) throw new UsageError('name one queue');
  const target = await operatorTarget(values);
  const queues = await deadLetterQueues(target);
  switch (act) {
    case 'list':
      return list(queues, values.json);
    case 'show':
      return show(target, chosen(queues, part), values.json);
    case 'redrive':
      return sendBack(target, chosen(queues, part));
    case 'discard':
      return forget(target, chosen(queues, part), values.reason);
    default:
      throw new UsageError(`dead-letters ${act}: write list, show, redrive or discard`);
  }
}

function list(queues: readonly DeadLetterQueue[], json: boolean): number {
  const waiting = queues.filter((queue) => queue.waiting > 0);
  if (json)
    console.log(
      JSON.stringify(
        waiting.map(({ name, waiting }) => ({ name, waiting })),
        undefined,
        2,
      ),
    );
  else if (waiting.length === 0) console.log(`nothing waits in ${queues.length} dead letter queues`);
  else for (const { name, waiting: count } of waiting) console.log(`${String(count).padStart(6)}  ${name}`);
  return waiting.length === 0 ? 0 : 1;
}

function chosen(queues: readonly DeadLetterQueue[], part: string | undefined): DeadLetterQueue {
  if (part === undefined) throw new UsageError('name a queue, as dead-letters list shows it');
  const exact = queues.find(({ name }) => name === part);
  const fitting = queues.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()));
  const [only, ...others] = exact ? [exact] : fitting;
  if (!only) throw new UsageError(`no dead letter queue is called ${part}`);
  if (others.length > 0)
    throw new UsageError(`${part} fits several: ${fitting.map(({ name }) => name).join(', ')}`);
  return only;
}

async function show({ sqs }: OperatorTarget, queue: DeadLetterQueue, json: boolean): Promise<number> {
  const messages = (await look(sqs, queue.url, SHOWN)).map(seen);
  if (json) console.log(JSON.stringify(messages, undefined, 2));
  else if (messages.length === 0) console.log(`nothing waits in ${queue.name}`);
  for (const { id, edgeId, sentAt, receives, body } of json ? [] : messages)
    console.log(`${sentAt}  ${edgeId ?? id}  received ${receives} times\n${body}\n`);
  return 0;
}

/** A message as it may be shown: its text without anything personal. */
const seen = ({ MessageId, Body = '', Attributes = {}, MessageAttributes = {} }: Message) => ({
  id: MessageId,
  edgeId: MessageAttributes.edgeId?.StringValue,
  sentAt: new Date(sentAt(Attributes)).toISOString(),
  receives: Number(Attributes.ApproximateReceiveCount),
  body: maskedBody(Body),
});

async function sendBack({ sqs }: OperatorTarget, queue: DeadLetterQueue): Promise<number> {
  const { sourceUrl } = queue;
  if (sourceUrl === undefined) {
    throw new UsageError(
      `${queue.name} holds starts of a rule; the next start did the same work: discard them`,
    );
  }
  const moved = await redrive(sqs, { ...queue, sourceUrl }, slowProgress('sent back'));
  console.log(`${moved} sent back`);
  return 0;
}

async function forget({ sqs }: OperatorTarget, queue: DeadLetterQueue, reason?: string): Promise<number> {
  if (reason === undefined || reason.trim() === '')
    throw new UsageError('messages that are discarded are gone: say why with --reason "..."');
  const gone = await discard(sqs, queue, slowProgress('discarded'));
  console.log(`${gone} discarded from ${queue.name}: ${reason.trim()}`);
  return 0;
}
