import {
  TEMPLATE_FIELDS,
  type TemplateField,
  type Threshold,
  type TicketTemplate,
} from '../messages/ticketing-settings.ts';
import type { Incident } from '../ports/incidents.ts';
import type { NewTicket, TicketNote } from '../ports/ticket-desk.ts';

const PLACE = /\{\{\s*(\w*)\s*\}\}/g;

/** Salesforce takes 255 characters of a subject and ServiceNow 160 of a short description. */
const LONGEST_SUBJECT = 160;

/** The shorter of both desks' limits (ServiceNow `description`, Salesforce comments). */
const LONGEST_TEXT = 4000;

/** A note names this many children; the rest is a number. */
const NAMED_CHILDREN = 20;

const isField = (name: string): name is TemplateField => TEMPLATE_FIELDS.some((field) => field === name);

/** Places of a template that nothing can fill, e.g. `subject: {{queue}}`. */
export function templateProblems(template: TicketTemplate): string[] {
  return (['subject', 'description', 'source'] as const).flatMap((name) =>
    [...template[name].matchAll(PLACE)]
      .map(([, field = '']) => field)
      .filter((field) => !isField(field))
      .map((field) => `${name}: {{${field}}} is unknown; known are ${TEMPLATE_FIELDS.join(', ')}`),
  );
}

/** The ticket of an incident's episode. */
export function ticketOf(incident: Incident, template: TicketTemplate, threshold: Threshold): NewTicket {
  const fields = fieldsOf(incident, threshold);
  const filled = (text: string): string =>
    text.replace(PLACE, (_place, field: string) => (isField(field) ? fields[field] : ''));
  return {
    key: incident.key,
    subject: shortened(filled(template.subject), LONGEST_SUBJECT),
    description: shortened(filled(template.description), LONGEST_TEXT),
    priority: template.priority,
    source: shortened(filled(template.source), 100),
  };
}

function fieldsOf(incident: Incident, threshold: Threshold): Readonly<Record<TemplateField, string>> {
  const { source, metric, value, peak, since, count, previousTicket = 'none', key } = incident;
  return {
    source: source.name ?? source.id,
    kind: source.kind,
    metric,
    value: amount(value),
    peak: amount(peak),
    threshold: amount(threshold.raiseAbove),
    since: since.toISOString(),
    readings: String(count),
    previousTicket,
    key,
  };
}

/** The id of a note: the same on every try, and another for every other note of any episode. */
export const noteId = ({ key }: Incident, number: number): string =>
  `trunkline-${key.slice(0, 32)}-${number}`;

/** Whether a text is one of our own notes that comes back. */
export const isOurNote = (text: string): boolean => /\btrunkline-[0-9a-f]{32}-\d+\b/.test(text);

/** What is told while it lasts. */
export function lastingNote(incident: Incident, number: number, children: readonly string[]): TicketNote {
  const { value, peak, count, source } = incident;
  const text =
    source.kind === 'group'
      ? [`${children.length} in breach without a ticket of their own.`, ...childLines(children)].join('\n')
      : `Still in breach: ${count} readings, the last ${amount(value)}, the highest ${amount(peak)}.`;
  return { eventId: noteId(incident, number), text: shortened(text, LONGEST_TEXT) };
}

/**
 * The last word on a ticket. Its id is another than that of the note which would have had this number: whether that
 * one was written may not be known.
 */
export function closingNote(incident: Incident, number: number): TicketNote {
  const { calmSince, count, peak } = incident;
  const text = `Over: calm since ${(calmSince ?? incident.readAt).toISOString()}, after ${count} readings in breach, the highest ${amount(peak)}.`;
  return { eventId: `${noteId(incident, number)}-end`, text };
}

function childLines(children: readonly string[]): string[] {
  const named = children
    .toSorted()
    .slice(0, NAMED_CHILDREN)
    .map((name) => `- ${name}`);
  const more = children.length - named.length;
  return more > 0 ? [...named, `- and ${more} more`] : named;
}

/** At most two decimals: a wait of 301.123456 seconds is no better known than one of 301.12. */
const amount = (value: number): string => String(Math.round(value * 100) / 100);

const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;
