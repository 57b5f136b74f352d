import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { fromAws } from '../../functions/adapters/aws-errors.ts';

const answered = (name: string, httpStatusCode: number, fault: 'client' | 'server' = 'client') =>
  new DynamoDBServiceException({ name, $fault: fault, message: name, $metadata: { httpStatusCode } });

describe('what an AWS client threw', () => {
  it.each([
    ['throttling', answered('ThrottlingException', 400)],
    ['a throughput exceeded', answered('ProvisionedThroughputExceededException', 400)],
    ['a server fault', answered('InternalServerError', 500, 'server')],
    ['an unavailable service', answered('ServiceUnavailable', 503, 'server')],
    ['a time-out of the service', answered('RequestTimeout', 408)],
    ['a time-out of ours', Object.assign(new Error('timed out'), { name: 'TimeoutError' })],
    ['a broken connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ])('is transient: %s', (_, error) => {
    expect(fromAws('ledger_unavailable', error)).toMatchObject({
      name: 'TransientError',
      reason: 'ledger_unavailable',
      cause: error,
    });
  });

  it.each([
    ['a refused permission', answered('AccessDeniedException', 400)],
    ['a malformed request', answered('ValidationException', 400)],
    ['a table that is not there', answered('ResourceNotFoundException', 400)],
  ])('is a defect and stays as it is: %s', (_, error) => {
    expect(fromAws('ledger_unavailable', error)).toBe(error);
  });

  it('that is no error is one', () => {
    expect(fromAws('ledger_unavailable', 'text')).toBeInstanceOf(Error);
  });
});
