import type { EngineRequest } from './engine.ts';
import type { Touch } from './engine-call.ts';

const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
  POST: 'PostObject',
};

const BUCKET_ACTIONS: Readonly<Record<string, string>> = {
  GET: 'ListObjects',
  HEAD: 'HeadBucket',
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
  POST: 'PostObject',
};

/** The operation and `bucket/key` of an S3 request with the bucket in its path. */
export function s3Touch(request: EngineRequest): Touch {
  const { pathname, searchParams } = new URL(`http://s3${request.path}`);
  const [, bucket = '', ...key] = pathname.split('/').map(decodeURIComponent);
  const resource = [bucket, ...key].join('/').replace(/\/$/, '');
  return { action: action(request, searchParams, key.join('/')), resource, leadingKeys: [] };
}

function action({ method, headers }: EngineRequest, query: URLSearchParams, key: string): string {
  if (key === '') {
    if (query.has('list-type')) return 'ListObjectsV2';
    if (query.has('delete')) return 'DeleteObjects';
    return BUCKET_ACTIONS[method] ?? method;
  }
  if (query.has('uploads')) return 'CreateMultipartUpload';
  if (query.has('uploadId')) return MULTIPART_ACTIONS[method] ?? method;
  return headers['x-amz-copy-source'] === undefined ? (OBJECT_ACTIONS[method] ?? method) : 'CopyObject';
}

const MULTIPART_ACTIONS: Readonly<Record<string, string>> = {
  PUT: 'UploadPart',
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
  GET: 'ListParts',
};
