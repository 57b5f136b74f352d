import { z } from 'zod';
import { PREVIEW_SKIPPED } from '../../functions/messages/preview-event.ts';
import type { Call } from './call.ts';
import type { Outcome } from './genesys-callbacks.ts';
import { campaignView, contactView } from './genesys-contact-views.ts';
import { unknown } from './genesys-organization.ts';
import type { Route } from './openapi-route.ts';
import type { ListedContact } from './platform.ts';

/** One request adds no more (official API description of 2018, `too.many.contacts.added`). */
const MAX_CONTACTS = 1000;

const Added = z.array(
  z.looseObject({
    id: z.string().optional(),
    contactListId: z.string(),
    data: z.record(z.string(), z.string()),
    callable: z.boolean().default(true),
  }),
);
const Replaced = z.looseObject({
  contactListId: z.string(),
  data: z.record(z.string(), z.string()),
  callable: z.boolean().default(true),
});

/** A contact list that exists. */
export interface SimulatedList {
  readonly id: string;
  readonly columnNames: readonly string[];
}

/** A campaign that exists, in the platform's own words. */
export interface SimulatedCampaign {
  readonly id: string;
  readonly contactListId: string;
  readonly dialingMode: string;
  readonly campaignStatus: string;
  readonly alwaysRunning: boolean;
  readonly phoneColumn: string;
  readonly callableTimeSetId?: string;
}

/** A contact on a list. */
export interface SimulatedContact extends ListedContact {
  /** It was put before those that waited. */
  readonly first: boolean;
  /** Every addition may lead to a call: nothing documented says otherwise. */
  readonly calls: number;
  /** How the last call ended, or that an agent passed it over. */
  readonly lastResult?: string;
}

/** Contact lists and campaigns of one organization. */
export interface CampaignDesk {
  readCampaign(route: Route): Outcome;
  readList(route: Route): Outcome;
  add(route: Route, call: Call): Outcome;
  readMany(route: Route, call: Call): Outcome;
  readOne(route: Route): Outcome;
  replace(route: Route, call: Call): Outcome;
  /** Every contact, in the order it came. */
  contacts(): readonly SimulatedContact[];
  /** Adds a campaign, or replaces the one with the same id. */
  putCampaign(campaign: SimulatedCampaign): void;
  /** An agent passes over a contact that is shown to them. Whether there was such a contact. */
  skipContact(contactId: string, at: Date): boolean;
  /** The campaign calls a contact now. Whether there was such a contact to be called. */
  callContact(contactId: string, at: Date): boolean;
}

/** A desk with these lists and campaigns and no contacts. */
export function campaignDesk(
  lists: readonly SimulatedList[],
  campaigns: readonly SimulatedCampaign[],
): CampaignDesk {
  const running = new Map(campaigns.map((campaign) => [campaign.id, campaign]));
  const kept = new Map<string, SimulatedContact>();
  const listOf = (route: Route) => lists.find(({ id }) => id === route.pathValues.contactListId);
  const found = (route: Route): SimulatedContact | undefined => {
    const contact = kept.get(route.pathValues.contactId ?? '');
    return contact?.contactListId === route.pathValues.contactListId ? contact : undefined;
  };

  return {
    readCampaign(route) {
      const id = route.pathValues.campaignId ?? '';
      const campaign = running.get(id);
      return campaign ? done(campaignView(campaign)) : unknown(id, 'campaign');
    },
    readList(route) {
      const list = listOf(route);
      if (!list) return unknownList(route);
      const columnNames = [...list.columnNames];
      return done({ id: list.id, name: list.id, version: 1, columnNames });
    },
    add(route, call) {
      const list = listOf(route);
      if (!list) return unknownList(route);
      const wanted = Added.parse(call.body);
      const refusal = refusalOf(wanted, list);
      if (refusal) return refusal;
      const first = call.query.priority?.[0] === 'true';
      const answer = wanted.map(({ id = crypto.randomUUID(), data, callable }) => {
        const before = kept.get(id);
        const contact: SimulatedContact = {
          id,
          contactListId: list.id,
          data,
          callable,
          additions: (before?.additions ?? 0) + 1,
          addedAt: before?.addedAt ?? call.at.toISOString(),
          first,
          calls: before?.calls ?? 0,
          ...(before?.calledAt !== undefined && { calledAt: before.calledAt }),
          ...(before?.lastResult !== undefined && { lastResult: before.lastResult }),
        };
        kept.set(id, contact);
        return contactView(contact);
      });
      return done(answer);
    },
    readMany(route, call) {
      if (!listOf(route)) return unknownList(route);
      const ids = z.array(z.string()).parse(call.body);
      const contacts = ids.flatMap((id) => kept.get(id) ?? []);
      return done(
        contacts
          .filter(({ contactListId }) => contactListId === route.pathValues.contactListId)
          .map(contactView),
      );
    },
    readOne(route) {
      const contact = found(route);
      return contact ? done(contactView(contact)) : unknown(route.pathValues.contactId ?? '', 'contact');
    },
    replace(route, call) {
      const before = found(route);
      if (!before) return unknown(route.pathValues.contactId ?? '', 'contact');
      const { data, callable } = Replaced.parse(call.body);
      const contact = { ...before, data, callable };
      kept.set(before.id, contact);
      return done(contactView(contact));
    },
    contacts: () => [...kept.values()],
    putCampaign: (campaign) => void running.set(campaign.id, campaign),
    callContact(contactId, at) {
      const contact = kept.get(contactId);
      if (!contact?.callable || contact.calls >= contact.additions) return false;
      const calledAt = at.toISOString();
      kept.set(contactId, { ...contact, calls: contact.calls + 1, calledAt, lastResult: 'CONNECTED' });
      return true;
    },
    skipContact(contactId, at) {
      const contact = kept.get(contactId);
      if (!contact?.callable) return false;
      kept.set(contactId, { ...contact, calledAt: at.toISOString(), lastResult: PREVIEW_SKIPPED });
      return true;
    },
  };
}

/** The platform refuses a request as a whole. */
function refusalOf(wanted: z.infer<typeof Added>, list: SimulatedList): Outcome | undefined {
  const refused = (code: string): Outcome => ({ kind: 'refused', refusal: { status: 400, code } });
  if (wanted.length > MAX_CONTACTS) return refused('too.many.contacts.added');
  if (wanted.some(({ id }) => id !== undefined && !/^[A-Za-z0-9]+$/.test(id)))
    return refused('invalid.contact.id');
  if (wanted.some(({ contactListId }) => contactListId !== list.id)) return refused('bad.request');
  const strange = wanted.some(({ data }) =>
    Object.keys(data).some((name) => !list.columnNames.includes(name)),
  );
  return strange ? refused('invalid.contact.columns') : undefined;
}

const done = (body: unknown): Outcome => ({ kind: 'done', status: 200, body });
const unknownList = (route: Route): Outcome => ({
  kind: 'refused',
  refusal: {
    status: 404,
    code: 'contact.list.not.found',
    entity: { id: route.pathValues.contactListId ?? '', name: 'contactList' },
  },
});
