import * as z from 'zod/mini';
import { isTimeZone } from '../functions/compliance/wall-clock.ts';
import { ConversationSettings } from '../functions/messages/conversation-settings.ts';
import { BASE_ATTRIBUTES, SegmentRules } from '../functions/messages/segment-rules.ts';
import { SegmentCrmSettings, SegmentIdentifier } from '../functions/messages/segment-settings.ts';
import type { CrmSettings } from '../functions/messages/settings.ts';
import { EMAIL_FIELD } from '../functions/segmentation/known-as.ts';
import { hostProblem } from './hosts.ts';

const { queues, skills, additiveTags, rules } = SegmentRules.shape;
const { customerAttribute, tagsAttribute, wrapUps } = ConversationSettings.shape;

/** Where a generic REST CRM keeps customers, and takes new ones (guide 001, edge case 2). */
export const REST_SEGMENT_PATHS = {
  customer: '/api/v1/customers/{customerId}',
  customers: '/api/v1/customers',
  lookup: '/api/v1/customers/lookup',
};

/** How conversations that end become segments of the customer. */
export const SegmentationSettings = z.strictObject({
  /** Completions of one customer within this long become one write; 0: each its own. */
  coalesceSeconds: z._default(z.int().check(z.minimum(0), z.maximum(900)), 5),
  queues: z._default(queues, []),
  skills: z._default(skills, []),
  additiveTags: z._default(additiveTags, []),
  rules: z._default(rules, []),
  /** The platform's own conversations. Absent: completions come by the door alone. */
  conversations: z.optional(
    z.strictObject({
      /**
       * Name of the partner event source their ends come by, and so of its bus (reference/genesys-cloud.md, 3.1).
       * @default where the platform has no bus, ends are looked for every minute
       */
      eventSource: z.exactOptional(
        z.string().check(z.regex(/^aws\.partner\/genesys\.com\/cloud\/[0-9a-f-]{36}\/[A-Za-z0-9._-]{1,64}$/)),
      ),
      /** How long after a conversation's end a missing wrap-up is waited for. */
      holdMinutes: z._default(z.int().check(z.minimum(1), z.maximum(1440)), 10),
      customerAttribute: z._default(customerAttribute, 'customerId'),
      tagsAttribute: z._default(tagsAttribute, 'segmentTags'),
      wrapUps: z._default(wrapUps, {}),
    }),
  ),
  /** Where segments go. Absent: to the stage's CRM. */
  crm: z.optional(SegmentCrmSettings),
  /** By what customers are known there; a number or address is read from the stage's CRM. */
  identifier: z._default(SegmentIdentifier, 'id'),
});
/** The block as a stage may leave it out. */
export const SegmentationBlock = z._default(SegmentationSettings, SegmentationSettings.parse({}));
export type SegmentationSettings = z.infer<typeof SegmentationSettings>;

/** A function's whole environment is bounded to 4 KB (Lambda quotas); this leaves room for the rest. */
const MAX_CHARACTERS = 2500;

/** The rules as functions get them. */
export const segmentRules = ({
  queues,
  skills,
  additiveTags,
  rules,
}: SegmentationSettings): SegmentRules => ({
  queues,
  skills,
  additiveTags,
  rules,
});

/** Segments go to the stage's CRM, unless the stage names another for them. @throws {Error} it says not how */
export function segmentCrm(crm: CrmSettings, segmentation: SegmentationSettings): SegmentCrmSettings {
  if (segmentation.crm) return segmentation.crm;
  const { baseUrl, secretArn } = crm;
  if (crm.kind === 'rest') {
    const paths = { ...REST_SEGMENT_PATHS, customer: crm.paths.customer };
    return { kind: 'rest', baseUrl, secretArn, paths };
  }
  const { kind, apiVersion, externalIdField, segments } = crm;
  if (!segments) throw new Error('a stage says how segments stand in its CRM');
  return { kind, baseUrl, secretArn, apiVersion, externalIdField, ...segments };
}

/** What is well-formed but cannot be meant, or names a host that may not be used; with paths. */
export function segmentationProblems(
  settings: SegmentationSettings | undefined,
  stageCrm: CrmSettings | undefined,
  local: boolean,
): string[] {
  if (!settings) return [];
  const { crm, rules } = settings;
  const host = crm && hostProblem(crm.baseUrl, 'any', 'api', local);
  const size = JSON.stringify(segmentRules(settings)).length + JSON.stringify(crm ?? {}).length;
  return [
    ...(host === undefined ? [] : [`segmentation.crm.baseUrl: ${host}`]),
    ...(size > MAX_CHARACTERS
      ? [`segmentation: rules and crm are ${size} characters; at most ${MAX_CHARACTERS} fit`]
      : []),
    ...unmapped(settings, stageCrm),
    ...identifierProblems(settings, stageCrm),
    ...(crm?.kind === 'hubspot' && !isTimeZone(crm.timeZone)
      ? ['segmentation.crm.timeZone: must be an IANA time zone']
      : []),
    ...rules.flatMap((rule, index) =>
      ruleProblems(rule).map((problem) => `segmentation.rules.${index}.${problem}`),
    ),
  ];
}

/** Whoever is known by a number or address is found without an address of a request that names it. */
function identifierProblems(
  { identifier, crm }: SegmentationSettings,
  stageCrm: CrmSettings | undefined,
): string[] {
  if (identifier === 'id') return [];
  const unreadable =
    identifier === 'email' && stageCrm?.kind === 'salesforce' && stageCrm.fields[EMAIL_FIELD] === undefined;
  return [
    ...(unreadable ? [`crm.fields.${EMAIL_FIELD}: missing; segmentation.identifier is read from it`] : []),
    ...(crm === undefined && stageCrm?.kind === 'salesforce'
      ? [`segmentation.identifier: contacts of the stage's CRM are known by our id, not by ${identifier}`]
      : []),
    ...(crm?.kind === 'rest' && crm.paths.lookup === undefined
      ? [
          `segmentation.crm.paths.lookup: missing; no request may name a customer's ${identifier} in its address`,
        ]
      : []),
  ];
}

/** Every attribute that may be written needs a name where the CRM does not take ours. */
function unmapped({ crm, rules }: SegmentationSettings, stageCrm: CrmSettings | undefined): string[] {
  const names = namesOf(crm, stageCrm);
  if (names === undefined) return [];
  const set = rules.flatMap(({ effect }) => Object.keys(effect.set ?? {}));
  return [...new Set([...BASE_ATTRIBUTES, 'last_updated', ...set])]
    .filter((name) => !Object.hasOwn(names.byAttribute, name))
    .map((name) => `${names.path}.${name}: missing; segments write it`);
}

/** Where the names of attributes stand in a stage; `undefined`: the CRM takes ours. */
function namesOf(crm: SegmentationSettings['crm'], stageCrm: CrmSettings | undefined) {
  if (crm?.kind === 'salesforce') return { path: 'segmentation.crm.fields', byAttribute: crm.fields };
  if (crm?.kind === 'hubspot') return { path: 'segmentation.crm.properties', byAttribute: crm.properties };
  if (crm !== undefined || stageCrm?.kind !== 'salesforce') return undefined;
  return { path: 'crm.segments.fields', byAttribute: stageCrm.segments?.fields ?? {} };
}

function ruleProblems({ when, effect }: SegmentRules['rules'][number]): string[] {
  const { sentimentAtLeast = Number.NEGATIVE_INFINITY, sentimentBelow = Number.POSITIVE_INFINITY } = when;
  const set = Object.keys(effect.set ?? {});
  return [
    ...(sentimentAtLeast < sentimentBelow ? [] : ['when: no sentiment is in this range']),
    ...BASE_ATTRIBUTES.filter((name) => set.includes(name)).map(
      (name) => `effect.set.${name}: every update has it; a rule cannot set it`,
    ),
    ...(Object.keys(effect).length > 0 ? [] : ['effect: names nothing to do']),
  ];
}
