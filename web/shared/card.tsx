import type { ComponentChildren } from 'preact';

interface CardProps {
  readonly title: string;
  /** Unique on the page: names the region for screen readers. */
  readonly id: string;
  /** Something short beside the title. @default nothing */
  readonly aside?: ComponentChildren;
  /** Whether what is in it is still on its way. @default it is there */
  readonly busy?: boolean;
  readonly children: ComponentChildren;
}

/** A titled part of a page. */
export function Card({ title, id, aside, busy = false, children }: CardProps) {
  return (
    <section class="card" aria-labelledby={id} aria-busy={busy}>
      <div class="card-title">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
