import type { ComponentChildren } from 'preact';

/** What a mark says by its colour; its words say it, too. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

interface PillProps {
  readonly tone?: Tone;
  readonly children: ComponentChildren;
}

/** A short standing in a rounded field. */
export function Pill({ tone = 'plain', children }: PillProps) {
  return (
    <span class="pill" data-tone={tone}>
      {children}
    </span>
  );
}
