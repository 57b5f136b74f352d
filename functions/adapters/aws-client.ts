/** What a request to AWS is signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The credentials of the function's role. Lambda sets them once for the life of an execution environment, so they
 * have no expiry and nothing needs to renew them; asking the SDK's whole chain for them costs 20 ms of every start.
 * (Lambda developer guide, "Defined runtime environment variables")
 * @throws {Error} the environment has none
 */
export async function environmentCredentials(): Promise<AwsCredentials> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('the environment lacks AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY');
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/**
 * What every AWS client is told: whose credentials, bounded time for each try, an error when it is over (the SDK would
 * only warn), and few tries, because queues and the ledger repeat what matters.
 */
export const AWS_CLIENT = {
  credentials: environmentCredentials,
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
} as const;
