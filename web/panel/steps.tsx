import type { ComponentChildren } from 'preact';
import { ago } from '../shared/ago.ts';
import { Card } from '../shared/card.tsx';
import { STRINGS } from './strings.ts';

interface ListProps {
  readonly title: string;
  readonly id: string;
  readonly none: string;
  readonly children: ComponentChildren;
}

/** A card with one line for each thing, or a word where there is none. */
export function List({ title, id, none, children }: ListProps) {
  const isEmpty = Array.isArray(children) ? children.flat().every((child) => !child) : !children;
  return (
    <Card title={title} id={id}>
      {isEmpty ? <p class="soft">{none}</p> : <ul class="steps">{children}</ul>}
    </Card>
  );
}

/** How long ago; the exact instant is in its title. */
export function Age({ at, now }: { readonly at: string; readonly now: number }) {
  return (
    <time class="soft small age" dateTime={at} title={new Date(at).toLocaleString('en-GB')}>
      {ago((now - Date.parse(at)) / 1000, STRINGS.ages)}
    </time>
  );
}
