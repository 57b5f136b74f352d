import type { Incident, IncidentMove, Incidents, Member } from '../ports/incidents.ts';
import type { Random } from '../ports/random.ts';
import { fromAws } from './aws-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';
import {
  groupKey,
  INCIDENT_SHARD,
  idOfKey,
  incidentFrom,
  incidentKey,
  incidentText,
  keptUntil,
  memberAttribute,
  ownerFrom,
  ownerText,
  ticketKey,
} from './incident-items.ts';
import { attribute, type Item, type Value } from './ledger-items.ts';
import { ledgerTable } from './ledger-table.ts';
import type { ConditionalUpdate } from './ledger-update.ts';

/** No appointment is later than this, epoch ms (`Date` ends there). */
const END_OF_TIME = 8.64e15;

/** BatchGetItem takes 100 keys (DynamoDB API reference). */
const MOST_AT_ONCE = 100;

/** Incidents on the ledger's table. Every write is of one item, under a condition, with a token of its own. */
export function dynamoIncidents(table: DynamoTable, tableName: string, random: Random): Incidents {
  const items = ledgerTable(table, tableName, random);

  async function dueKeys(until: number, limit: number): Promise<string[]> {
    try {
      const { Items } = await table.query({
        TableName: tableName,
        IndexName: 'due',
        KeyConditionExpression: '#shard = :shard AND #nextAt <= :until',
        ExpressionAttributeNames: { '#shard': 'shard', '#nextAt': 'nextAt' },
        ExpressionAttributeValues: { ':shard': attribute(INCIDENT_SHARD), ':until': attribute(until) },
        Limit: limit,
      });
      return (Items ?? []).map((item) => item.pk?.S ?? '');
    } catch (error) {
      throw fromAws('ledger_unavailable', error);
    }
  }

  return {
    async read(id) {
      const item = await items.strongly(incidentKey(id));
      return item && fromItem(item);
    },

    async write(next): Promise<IncidentMove> {
      const token = random.id();
      const refused = await items.attempt(incidentWrite(next, token));
      return !refused || refused.item?.tok?.S === token ? 'moved' : 'lost';
    },

    async due(now, limit) {
      return (await dueKeys(now.getTime(), limit)).map(idOfKey);
    },

    async open(limit) {
      const keys = await dueKeys(END_OF_TIME, Math.min(limit, MOST_AT_ONCE) + 1);
      const found = await items.batch(keys.slice(0, limit), false);
      return { incidents: [...found.values()].map(fromItem), more: keys.length > limit };
    },

    async keepTicket(names, id, now) {
      for (const name of names) {
        await items.put({ pk: ticketKey(name), owner: ownerText(id), expiresAt: keptUntil(now) });
      }
    },

    async ownerOf(ticket) {
      const item = await items.strongly(ticketKey(ticket));
      return item && ownerFrom(item.owner?.S);
    },

    async join(group, member, most) {
      const refused = await items.attempt(joining(group, member, most));
      return !refused || refused.item?.[memberAttribute(member.id)] ? 'joined' : 'full';
    },

    async leave(group, memberId) {
      await items.attempt(leaving(group, memberId));
    },

    async members(group) {
      const item = (await items.strongly(groupKey(group))) ?? {};
      return Object.entries(item)
        .filter(([name]) => name.startsWith('m_'))
        .map(([, value]) => value.S ?? '');
    },
  };
}

const fromItem = (item: Item): Incident => incidentFrom(item.doc?.S, Number(item.ver?.N ?? 0));

/** The incident over the version it was made from; the first one where there is none. */
function incidentWrite(next: Incident, token: string): ConditionalUpdate {
  const { nextAt, version } = next;
  return written(incidentKey(next), {
    set: {
      doc: incidentText(next),
      ver: version + 1,
      tok: token,
      st: next.state,
      shard: INCIDENT_SHARD,
      expiresAt: keptUntil(nextAt ?? next.readAt),
      ...(nextAt && { nextAt: nextAt.getTime() }),
    },
    ...(nextAt === undefined && { remove: ['nextAt'] }),
    ...(version === 0
      ? { when: 'attribute_not_exists(#pk)', names: ['pk'] }
      : { when: '#ver = :was', values: { was: version } }),
  });
}

function joining(group: string, member: Member, most: number): ConditionalUpdate {
  const place = memberAttribute(member.id);
  return written(groupKey(group), {
    set: { [place]: member.name },
    add: 1,
    when: `attribute_not_exists(#${place}) AND (attribute_not_exists(#n) OR #n < :most)`,
    values: { most },
  });
}

function leaving(group: string, memberId: string): ConditionalUpdate {
  const place = memberAttribute(memberId);
  return written(groupKey(group), { remove: [place], add: -1, when: `attribute_exists(#${place})` });
}

interface Parts {
  readonly set?: Readonly<Record<string, Value>>;
  readonly remove?: readonly string[];
  /** By how much the members' number changes. */
  readonly add?: number;
  readonly when: string;
  readonly names?: readonly string[];
  readonly values?: Readonly<Record<string, Value>>;
}

function written(
  pk: string,
  { set = {}, remove = [], add, when, names = [], values = {} }: Parts,
): ConditionalUpdate {
  const all = { ...set, ...values, ...(add !== undefined && { by: add }) };
  const clauses = [
    Object.keys(set).length > 0 &&
      `SET ${Object.keys(set)
        .map((name) => `#${name} = :${name}`)
        .join(', ')}`,
    remove.length > 0 && `REMOVE ${remove.map((name) => `#${name}`).join(', ')}`,
    add !== undefined && 'ADD #n :by',
  ];
  const used = [
    ...Object.keys(set),
    ...remove,
    ...names,
    ...[...when.matchAll(/#(\w+)/g)].map(([, name = '']) => name),
  ];
  return {
    Key: { pk: { S: pk } },
    UpdateExpression: clauses.filter(Boolean).join(' '),
    ConditionExpression: when,
    ExpressionAttributeNames: Object.fromEntries(
      [...used, ...(add === undefined ? [] : ['n'])].map((name) => [`#${name}`, name]),
    ),
    ...(Object.keys(all).length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(all).map(([name, value]) => [`:${name}`, attribute(value)]),
      ),
    }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
