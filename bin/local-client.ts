/** What an AWS client is told to reach one service of a local system. `aws`: the variables the system describes itself with. */
export function localClient(
  aws: Readonly<Record<string, string>>,
  service: 'DYNAMODB' | 'SQS' | 'S3' | 'SECRETS_MANAGER',
) {
  const { AWS_REGION: region = '', AWS_ACCESS_KEY_ID: accessKeyId = '' } = aws;
  const { AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = aws;
  const endpoint = aws[`AWS_ENDPOINT_URL_${service}`] ?? '';
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}
