import { durationMs } from '../functions/compliance/duration.ts';
import { protocolProblems } from '../functions/dialing/protocol.ts';
import { routeProblems } from '../functions/preview/route-preview.ts';
import { thresholdProblems } from '../functions/ticketing/threshold.ts';
import { templateProblems } from '../functions/ticketing/ticket-text.ts';
import { consoleProblems } from './console-settings.ts';
import { contextProblems } from './context-settings.ts';
import { cxoneProblems } from './cxone-problems.ts';
import { hostProblem } from './hosts.ts';
import { iotProblems } from './iot-settings.ts';
import { panelProblems } from './panel-settings.ts';
import { segmentationProblems } from './segmentation-settings.ts';
import { pacingProblems } from './stage-pacing.ts';
import type { StageSettings } from './stage-settings.ts';
import { protocolOf } from './stage-timing.ts';
import { warehouseProblems } from './warehouse-problems.ts';

/** The blocks of a stage that could be read. */
export type Blocks = { readonly [Block in keyof StageSettings]?: StageSettings[Block] | undefined };

/** Settings that are well-formed each but do not fit together or may not be used, with their paths. */
export function crossProblems(blocks: Blocks, local: boolean): string[] {
  return [
    ...dialingProblems(blocks),
    ...cxoneProblems(blocks),
    ...untoldEnds(blocks),
    ...unknownQueues(blocks),
    ...campaignProblems(blocks),
    ...unusableHosts(blocks, local),
    ...pacingProblems(blocks),
    ...ticketingProblems(blocks),
    ...segmentationProblems(blocks.segmentation, blocks.crm, local),
    ...warehouseProblems(blocks.reports?.warehouses ?? {}, local),
    ...contextProblems(blocks.context, blocks.segmentation, local),
    ...previewProblems(blocks),
    ...panelProblems(blocks, local),
    ...iotProblems(blocks),
    ...consoleProblems(blocks, local),
    ...(local ? [] : chosenKeys(blocks)),
  ];
}

function dialingProblems({ dialing }: Blocks): string[] {
  if (!dialing) return [];
  const { opensAt, closesAt } = dialing.window;
  return [
    ...(opensAt < closesAt ? [] : ['dialing.window: opensAt must be before closesAt']),
    ...protocolProblems(protocolOf(dialing)).map((problem) => `dialing.protocol: ${problem}`),
    ...capProblems(dialing.purposes),
  ];
}

/** Attempts are remembered for so long (`functions/adapters/dynamo-attempts.ts`). */
const LONGEST_CAP_MS = 30 * 24 * 60 * 60 * 1000;

function capProblems(purposes: StageSettings['dialing']['purposes']): string[] {
  return Object.entries(purposes).flatMap(([purpose, { caps = [] }]) =>
    caps.flatMap(({ rolling }, index) => {
      const ms = durationMs(rolling);
      if (ms !== undefined && ms <= LONGEST_CAP_MS) return [];
      return [`dialing.purposes.${purpose}.caps.${index}.rolling: must be a time of at most P30D`];
    }),
  );
}

/** Genesys Cloud tells of conversations on its bus alone. */
function untoldEnds({ telephony, segmentation }: Blocks): string[] {
  const isUntold = segmentation?.conversations && segmentation.conversations.eventSource === undefined;
  return telephony?.platform === 'genesys' && isUntold
    ? ['segmentation.conversations.eventSource: missing; the ends of conversations come by it']
    : [];
}

function unknownQueues({ telephony, alerts, routing, context }: Blocks): string[] {
  if (!telephony) return [];
  const queues = Object.keys(telephony.queueIds);
  const named: [string, string | undefined][] = [
    ...Object.entries(alerts?.classes ?? {}).map(([type, { routingQueue }]): [string, string] => [
      `alerts.classes.${type}.routingQueue`,
      routingQueue,
    ]),
    ...Object.entries(routing?.byTier ?? {}).map(([tier, route]): [string, string | undefined] => [
      `routing.byTier.${tier}.routingQueue`,
      route.routingQueue,
    ]),
    ['routing.reviewQueue', routing?.reviewQueue],
    ['context.suggestedQueue', context?.suggestedQueue],
  ];
  return named
    .filter(([, queue]) => queue !== undefined && !queues.includes(queue))
    .map(([path, queue]) => `${path}: telephony.queueIds names no queue "${queue}"`);
}

/** A critical alert is called back: it must not stand behind what a campaign has to do already. */
function campaignProblems({ telephony, alerts }: Blocks): string[] {
  const names = Object.keys(telephony?.campaigns ?? {});
  return Object.entries(alerts?.classes ?? {}).flatMap(([type, { campaign, severity }]) => {
    if (campaign === undefined) return [];
    const path = `alerts.classes.${type}.campaign`;
    if (severity === 'critical') return [`${path}: only a standard class is called by a campaign`];
    return telephony && !names.includes(campaign)
      ? [`${path}: telephony.campaigns names no campaign "${campaign}"`]
      : [];
  });
}

function ticketingProblems({ ticketing }: Blocks): string[] {
  if (!ticketing) return [];
  return [
    ...thresholdProblems(ticketing.thresholds).map((problem) => `ticketing.thresholds.${problem}`),
    ...templateProblems(ticketing.template).map((problem) => `ticketing.template.${problem}`),
  ];
}

function previewProblems({ previews, context }: Blocks): string[] {
  if (!previews) return [];
  const isDeaf = previews.requeue !== undefined && context?.previewEvents === false;
  return [
    ...routeProblems(previews).map((problem) => `previews.${problem}`),
    ...(isDeaf ? ['previews.requeue: needs context.previewEvents, which tell what agents passed over'] : []),
  ];
}

function unusableHosts({ telephony, crm, ticketing }: Blocks, local: boolean): string[] {
  const hosts: Host[] = [
    ...platformHosts(telephony),
    ['crm.baseUrl', crm?.baseUrl, 'any', 'api'],
    ['ticketing.desk.baseUrl', ticketing?.desk.baseUrl, 'any', 'api'],
  ];
  return hosts.flatMap(([path, url, vendor, part]) => {
    const problem = url === undefined ? undefined : hostProblem(url, vendor, part, local);
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });
}

type Host = [
  path: string,
  url: string | undefined,
  vendor: 'genesys' | 'cxone' | 'any',
  part: 'api' | 'login',
];

/** CXone's API has no host to check: the login tells it, and the adapter checks it. */
function platformHosts(telephony: Blocks['telephony']): Host[] {
  switch (telephony?.platform) {
    case undefined:
      return [];
    case 'genesys':
      return [
        ['telephony.apiBaseUrl', telephony.apiBaseUrl, 'genesys', 'api'],
        ['telephony.loginBaseUrl', telephony.loginBaseUrl, 'genesys', 'login'],
      ];
    case 'cxone':
      return [['telephony.loginBaseUrl', telephony.loginBaseUrl, 'cxone', 'login']];
    default:
      return telephony satisfies never;
  }
}

function chosenKeys({ doors, reads }: Blocks): string[] {
  const chosen: [string, string | undefined][] = [
    ['doors.apiKeyValue', doors?.apiKeyValue],
    ['reads.apiKeyValue', reads?.apiKeyValue],
  ];
  return chosen
    .filter(([, value]) => value !== undefined)
    .map(([path]) => `${path}: only the local stage may choose its key`);
}
