import type { SQSEvent, SQSMessageAttributes } from 'aws-lambda';
import { REGION } from './physical-names.ts';
import type { ReceivedMessage } from './sqs-client.ts';

/** The event Lambda hands to a function for a batch of messages. */
export const sqsEvent = (messages: readonly ReceivedMessage[], queueArn: string): SQSEvent => ({
  Records: messages.map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: {
      ...message.Attributes,
      ApproximateReceiveCount: message.Attributes.ApproximateReceiveCount ?? '1',
      SentTimestamp: message.Attributes.SentTimestamp ?? '0',
      SenderId: message.Attributes.SenderId ?? '',
      ApproximateFirstReceiveTimestamp: message.Attributes.ApproximateFirstReceiveTimestamp ?? '0',
    },
    messageAttributes: messageAttributes(message),
    md5OfBody: message.MD5OfBody,
    ...(message.MD5OfMessageAttributes === undefined
      ? {}
      : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: REGION,
  })),
});

const messageAttributes = (message: ReceivedMessage): SQSMessageAttributes =>
  Object.fromEntries(
    Object.entries(message.MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );
