import type { ScriptParameter } from '../functions/messages/cxone-settings.ts';
import type { Blocks } from './stage-problems.ts';

/** What every call has to say; a script that is not told all of it could not place the call as the stage wants it. */
export const NEEDED_PARAMETERS: readonly ScriptParameter[] = [
  'phoneNumber',
  'callerId',
  'priority',
  'sensorId',
  'alertType',
  'referenceId',
  'attemptId',
];

/** Settings that NICE CXone cannot serve, with their paths. */
export function cxoneProblems(blocks: Blocks): string[] {
  const { telephony, ticketing, reports, segmentation } = blocks;
  if (telephony?.platform !== 'cxone') return [];
  const { eventSource } = segmentation?.conversations ?? {};
  const needless: [string, boolean, string][] = [
    ['ticketing.pollTrunks', ticketing?.pollTrunks === true, 'it tells nothing of trunks'],
    ['ticketing.eventBusName', isPartnerBus(ticketing?.eventBusName), 'it has no partner event bus'],
    ['reports.eventBusName', isPartnerBus(reports?.eventBusName), 'it has no partner event bus'],
    ['segmentation.conversations.eventSource', eventSource !== undefined, 'it has no partner event bus'],
  ];
  return [
    ...parameterProblems(blocks),
    ...needless.flatMap(([path, isSet, why]) => (isSet ? [`${path}: not with CXone, ${why}`] : [])),
  ];
}

/** A bus that a platform fills; any other may be filled by people. */
const isPartnerBus = (name: string | undefined): boolean => name?.startsWith('aws.partner/') === true;

function parameterProblems({ telephony, alerts, routing }: Blocks): string[] {
  if (telephony?.platform !== 'cxone') return [];
  const { trigger } = telephony;
  const skilled = [...Object.entries(alerts?.classes ?? {}), ...Object.entries(routing?.byTier ?? {})]
    .filter(([, { skillIds = [] }]) => skillIds.length > 0)
    .map(([name]) => name);
  if (trigger.kind === 'callback') {
    return skilled.map((name) => `telephony.trigger: a callback has no place for the skillIds of "${name}"`);
  }
  const needed: readonly ScriptParameter[] =
    skilled.length > 0 ? [...NEEDED_PARAMETERS, 'skillIds'] : NEEDED_PARAMETERS;
  return needed
    .filter((name) => !trigger.parameters.includes(name))
    .map((name) => `telephony.trigger.parameters: must name ${name}`);
}
