import { z } from 'zod';
import type { Call } from './call.ts';
import type { Route } from './openapi-route.ts';
import { columnsOf, type OrgStore, type SObject } from './salesforce-store.ts';
import type { Answer } from './vendor.ts';

const Body = z.record(z.string(), z.unknown());
const Comment = z.object({ ParentId: z.string(), CommentBody: z.string() });

/** What an operation of the contract does to which object. */
const OPERATIONS: Readonly<Record<string, readonly [act: Act, sobject: SObject]>> = {
  getCase: ['read', 'Case'],
  updateCase: ['update', 'Case'],
  upsertCaseByExternalId: ['upsert', 'Case'],
  createCaseComment: ['comment', 'CaseComment'],
  getContact: ['read', 'Contact'],
  getContactByExternalId: ['find', 'Contact'],
  upsertContactByExternalId: ['upsert', 'Contact'],
  getTaskByExternalId: ['find', 'Task'],
  upsertTaskByExternalId: ['upsert', 'Task'],
};
type Act = 'read' | 'find' | 'update' | 'upsert' | 'comment';

interface Working {
  readonly store: OrgStore;
  /** The unique external id of every object. */
  readonly externalIdField: string;
}

/** Carries out a request that kept the contract. */
export function work({ store, externalIdField }: Working, route: Route, call: Call): Answer {
  const { operation, pathValues } = route;
  if (operation.id === 'query') return queried(store, call);
  if (operation.id === 'composite') return composed({ store, externalIdField }, call);
  const [act, sobject] = OPERATIONS[operation.id] ?? [];
  if (!act || !sobject) return refusal(500, 'UNKNOWN_EXCEPTION', `${operation.id} is not simulated`);
  if (pathValues.externalIdField !== undefined && pathValues.externalIdField !== externalIdField) {
    return refusal(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible`);
  }
  switch (act) {
    case 'read':
      return shown(sobject, store.read(sobject, pathValues.id ?? ''), call);
    case 'find':
      return shown(sobject, store.byExternalId(sobject, externalIdField, keyOf(route)), call);
    case 'update':
      return store.update(sobject, pathValues.id ?? '', Body.parse(call.body)) ? { status: 204 } : NOT_FOUND;
    case 'comment':
      return commented(store, call);
    case 'upsert':
      return upserted({ store, externalIdField }, sobject, route, call);
    default:
      return act satisfies never;
  }
}

const Composite = z.object({
  compositeRequest: z.tuple([
    z.object({
      method: z.literal('PATCH'),
      url: z.string(),
      referenceId: z.string(),
      body: Body,
    }),
  ]),
});
const CONTACT_UPSERT = /\/sobjects\/Contact\/([^/?]+)\/([^/?]+)(\?updateOnly=true)?$/;

/** One upsert of a contact in a composite request; other parts are not simulated. */
function composed({ store, externalIdField }: Working, call: Call): Answer {
  const parsed = Composite.safeParse(call.body);
  const [, field, value = '', updateOnly] =
    CONTACT_UPSERT.exec(parsed.data?.compositeRequest[0].url ?? '') ?? [];
  if (!parsed.success || field !== externalIdField) return refusal(500, 'UNKNOWN_EXCEPTION', 'not simulated');
  const [{ body, referenceId }] = parsed.data.compositeRequest;
  const key = decodeURIComponent(value);
  const { status, body: told } =
    updateOnly !== undefined && !store.byExternalId('Contact', externalIdField, key)
      ? NOT_FOUND
      : written({ store, externalIdField }, 'Contact', key, body);
  const part = { body: told, httpHeaders: {}, httpStatusCode: status, referenceId };
  return { status: 200, body: { compositeResponse: [part] } };
}

const keyOf = ({ pathValues }: Route): string => pathValues.externalIdValue ?? '';

function queried(store: OrgStore, { query }: Call): Answer {
  const records = store.query(query.q?.[0] ?? '');
  if (!records) return refusal(400, 'MALFORMED_QUERY');
  return { status: 200, body: { totalSize: records.length, done: true, records } };
}

function shown(sobject: SObject, record: Readonly<Record<string, unknown>> | undefined, call: Call): Answer {
  if (!record) return NOT_FOUND;
  const names = call.query.fields?.[0]?.split(',') ?? Object.keys(record);
  return { status: 200, body: { Id: record.Id, ...columnsOf(sobject, record, names) } };
}

function commented(store: OrgStore, call: Call): Answer {
  const { ParentId, CommentBody } = Comment.parse(call.body);
  if (!store.read('Case', ParentId)) return NOT_FOUND;
  const id = store.insert('CaseComment', { ParentId, CommentBody });
  return { status: 201, body: { id, success: true, errors: [] } };
}

function upserted(
  { store, externalIdField }: Working,
  sobject: SObject,
  route: Route,
  { query, body }: Call,
): Answer {
  const value = keyOf(route);
  const known = store.byExternalId(sobject, externalIdField, value);
  if (!known && query.updateOnly?.[0] === 'true') return NOT_FOUND;
  return written({ store, externalIdField }, sobject, value, Body.parse(body));
}

function written(
  { store, externalIdField }: Working,
  sobject: SObject,
  value: string,
  body: Readonly<Record<string, unknown>>,
): Answer {
  const done = store.upsert(sobject, externalIdField, value, body);
  if ('missing' in done) {
    return refusal(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${done.missing}]`);
  }
  const answer = { id: done.id, success: true, errors: [], created: done.created };
  return { status: done.created ? 201 : 200, body: answer };
}

/** Errors are lists (REST guide, errorcodes). */
export function refusal(status: number, errorCode: string, message = `refused: ${errorCode}`): Answer {
  return { status, body: [{ message, errorCode }] };
}

const NOT_FOUND = refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
