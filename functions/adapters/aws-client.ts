/**
 * What every AWS client is told: bounded time for each try, an error when it is over (the SDK would only warn), and
 * few tries, because queues and the ledger repeat what matters.
 */
export const AWS_CLIENT = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
} as const;
