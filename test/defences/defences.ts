import type { SourceChange } from '../simulation/machine.ts';

/** A defence taken away, and the tests that must not stand for it. */
export interface Defence extends SourceChange {
  readonly name: string;
  readonly against: 'bad input' | 'leaks' | 'permissions' | 'forgery' | 'templates' | 'documents';
  /** Paths from the top of the repository. */
  readonly tests: readonly string[];
}

const BAD_INPUT: readonly Defence[] = [
  {
    name: 'JSON that says two things is read like any other',
    file: 'functions/runtime/strict-json.ts',
    find: 'of jsonFlaws(text))',
    replace: "of jsonFlaws('0'))",
    tests: ['test/unit/strict-json.test.ts', 'test/unit/sqs-worker-hostile.test.ts'],
  },
  {
    name: 'a message may have any size',
    file: 'functions/runtime/strict-json.ts',
    find: 'Buffer.byteLength(text) > MOST_BYTES',
    replace: 'Buffer.byteLength(text) > Infinity',
    tests: ['test/unit/strict-json.test.ts'],
  },
  {
    name: 'what cannot be used comes again and again',
    file: 'functions/runtime/sqs-worker.ts',
    find: 'if (!(error instanceof RejectedError)) throw error;',
    replace: 'throw error;',
    tests: ['test/unit/sqs-worker-hostile.test.ts', 'test/unit/sqs-worker.test.ts'],
  },
  {
    name: 'what cannot be used is forgotten',
    file: 'functions/runtime/sqs-worker.ts',
    find: 'await worker.quarantine(text, delivery, error.reason);',
    replace: '',
    tests: ['test/unit/sqs-worker-hostile.test.ts'],
  },
  {
    name: 'a bad element costs its neighbours',
    file: 'functions/admission/admit-request.ts',
    find: 'if (!(error instanceof RejectedError)) throw error;',
    replace: 'throw error;',
    tests: ['test/unit/admission-bodies.test.ts'],
  },
  {
    name: 'an element may be nested without end',
    file: 'functions/admission/admit-request.ts',
    find: 'if (isTooDeep(element))',
    replace: 'if (false)',
    tests: ['test/unit/admission-bodies.test.ts'],
  },
  {
    name: 'a failure is taken for success',
    file: 'functions/runtime/sqs-worker.ts',
    find: 'return record.messageId;',
    replace: 'return undefined;',
    tests: ['test/unit/sqs-worker.test.ts'],
  },
].map((defence) => ({ ...defence, against: 'bad input' }) as const);

const LEAKS: readonly Defence[] = [
  {
    name: 'a log line may have any field',
    file: 'functions/runtime/log-lines.ts',
    find: '...Object.fromEntries(Object.entries(FIELDS).map(([name, shape]) => [name, shape(additional[name])])),',
    replace: '...additional,',
    tests: ['test/unit/observability.test.ts'],
  },
  {
    name: 'nobody looks whether a text is personal',
    file: 'functions/runtime/personal-text.ts',
    find: 'return hidesText(text) || spellings(text).some(isPersonal);',
    replace: 'return false;',
    tests: ['test/unit/redaction.test.ts', 'test/unit/observability.test.ts'],
  },
  {
    name: 'what is quarantined keeps its texts',
    file: 'functions/runtime/redaction.ts',
    find: 'return mayBeKept(field, value) ? value :',
    replace: 'return true ? value :',
    tests: ['test/unit/redaction.test.ts', 'test/unit/quarantine.test.ts'],
  },
  {
    name: 'an id is told whatever it is',
    file: 'functions/runtime/redaction.ts',
    find: 'return isId && !looksPersonal(id) ? id :',
    replace: 'return true ? id :',
    tests: ['test/unit/observability.test.ts'],
  },
  {
    name: 'logs and metrics are as personal as the payload: the whole system',
    file: 'functions/runtime/redaction.ts',
    find: 'return isId && !looksPersonal(id) ? id :',
    replace: 'return true ? id :',
    tests: ['test/integration/privacy.test.ts'],
  },
].map((defence) => ({ ...defence, against: 'leaks' }) as const);

const PERMISSIONS: readonly Defence[] = [
  {
    name: 'a function may touch every item of the table',
    file: 'lib/constructs/ledger-table.ts',
    find: "'dynamodb:LeadingKeys': prefixes.map(",
    replace: "'dynamodb:LeadingKeys': [''].map(",
    tests: ['test/template/permission-matrix.test.ts'],
  },
  {
    name: 'who may write objects may delete them',
    file: 'lib/grants.ts',
    find: "actions: ['s3:PutObject']",
    replace: "actions: ['s3:PutObject', 's3:DeleteObject']",
    tests: ['test/template/permission-matrix.test.ts'],
  },
  {
    name: 'a grant that nothing uses: the whole system',
    file: 'lib/grants.ts',
    find: "actions: ['sqs:SendMessage']",
    replace: "actions: ['sqs:SendMessage', 'sqs:PurgeQueue']",
    tests: ['test/integration/alert-to-call.test.ts'],
  },
  {
    name: 'a grant is missing that a function needs',
    file: 'lib/grants.ts',
    find: "      'sqs:ChangeMessageVisibility',\n",
    replace: '',
    tests: ['test/template/permission-matrix.test.ts'],
  },
].map((defence) => ({ ...defence, against: 'permissions' }) as const);

const FORGERY: readonly Defence[] = [
  {
    name: 'nobody looks at the signature: the whole system',
    file: 'functions/runtime/sqs-worker.ts',
    find: 'await worker.verify?.(text, delivery);',
    replace: '',
    tests: ['test/integration/signed-door.test.ts'],
  },
  {
    name: 'any signature will do',
    file: 'functions/runtime/webhook-signature.ts',
    find: "return matches ? { kind: 'valid', id } : invalid('signature_wrong');",
    replace: "return { kind: 'valid', id };",
    tests: ['test/unit/webhook-signature.test.ts'],
  },
  {
    name: 'a request may be as old as it likes',
    file: 'functions/runtime/webhook-signature.ts',
    find: "if (ageSeconds > TOLERANCE_SECONDS) return invalid('signature_too_old');",
    replace: '',
    tests: ['test/unit/webhook-signature.test.ts'],
  },
  {
    name: 'a request may be sent twice: the whole system',
    file: 'functions/runtime/verify-request.ts',
    find: "if (claim === 'replayed')",
    replace: 'if (false)',
    tests: ['test/integration/signed-door.test.ts'],
  },
].map((defence) => ({ ...defence, against: 'forgery' }) as const);

const TEMPLATES: readonly Defence[] = [
  {
    name: 'a queue may be read by anybody on the way',
    file: 'lib/constructs/queues.ts',
    find: "'aws:SecureTransport': 'false'",
    replace: "'aws:SecureTransport': 'true'",
    tests: ['test/template/nag.test.ts', 'test/template/stacks.test.ts'],
  },
  {
    name: 'a batch fails whole',
    file: 'lib/constructs/worker.ts',
    find: 'reportBatchItemFailures: true,',
    replace: 'reportBatchItemFailures: false,',
    tests: ['test/template/stacks.test.ts'],
  },
  {
    name: 'a message is delivered again while it is worked on',
    file: 'lib/constructs/worker.ts',
    find: 'const VISIBILITY_TIMEOUTS = 6;',
    replace: 'const VISIBILITY_TIMEOUTS = 1;',
    tests: ['test/template/stacks.test.ts'],
  },
  {
    name: 'nobody hears of dead letters',
    file: 'lib/constructs/queues.ts',
    find: 'threshold: 0,',
    replace: 'threshold: 1_000_000,',
    tests: ['test/template/stacks.test.ts'],
  },
  {
    name: 'a table cannot be brought back to an earlier minute',
    file: 'lib/constructs/ledger-table.ts',
    find: 'pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },',
    replace: '',
    tests: ['test/template/nag.test.ts', 'test/template/stacks.test.ts'],
  },
  {
    name: 'a bucket goes with its stack',
    file: 'lib/state-stack.ts',
    find: 'removalPolicy: RemovalPolicy.RETAIN,',
    replace: 'removalPolicy: RemovalPolicy.DESTROY,',
    tests: ['test/template/stacks.test.ts'],
  },
].map((defence) => ({ ...defence, against: 'templates' }) as const);

const DOCUMENTS: readonly Defence[] = [
  {
    name: 'a door grows a field that the document does not know',
    file: 'functions/messages/sensor-alert.ts',
    find: '    sensorId: Key,',
    replace: '    sensorId: Key,\n    site: z.optional(Key),',
    tests: ['test/unit/openapi.test.ts'],
  },
  {
    name: 'a door answers otherwise than the document says: the whole system',
    file: 'lib/constructs/api.ts',
    find: '    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,\n    status: 415,',
    replace: '    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,\n    status: 400,',
    tests: ['test/integration/openapi.test.ts'],
  },
].map((defence) => ({ ...defence, against: 'documents' }) as const);

/** Every defence of the floor. */
export const DEFENCES: readonly Defence[] = [
  ...BAD_INPUT,
  ...LEAKS,
  ...PERMISSIONS,
  ...FORGERY,
  ...TEMPLATES,
  ...DOCUMENTS,
];
