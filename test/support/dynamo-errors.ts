import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';

const metadata = () => ({ httpStatusCode: 400, attempts: 1, totalRetryDelay: 0 });

/** What DynamoDB answers to a request it refuses to evaluate; the SDK has no class of its own for it. */
export function validationError(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({
    name: 'ValidationException',
    $fault: 'client',
    message,
    $metadata: metadata(),
  });
}

/** A condition that does not hold; `item` is what was found, when the request asked for it and there was one. */
export function conditionFailed(
  item: Record<string, AttributeValue> | undefined,
): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: metadata(),
    ...(item === undefined ? {} : { Item: item }),
  });
}

/** A table that does not exist. */
export function tableNotFound(): ResourceNotFoundException {
  return new ResourceNotFoundException({ message: 'Requested resource not found', $metadata: metadata() });
}

/** What DynamoDB offers and the memory engine does not: a fault of the test, never an answer to handle. */
export function notSupported(what: string): Error {
  return new Error(`The memory engine does not support ${what}.`);
}
