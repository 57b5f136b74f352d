import type { ComponentChildren } from 'preact';
import type { Tone } from '../shared/pill.tsx';

interface GaugeProps {
  readonly label: string;
  /** What it says in words. */
  readonly text: string;
  readonly value: number;
  readonly max: number;
  readonly tone?: Tone;
  /** Beside the label. */
  readonly aside?: ComponentChildren;
}

/** How full something is; the words say all that the bar shows. */
export function Gauge({ label, text, value, max, tone = 'accent', aside }: GaugeProps) {
  const share = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <li class="gauge">
      <div class="gauge-head">
        <span class="gauge-label">{label}</span>
        {aside}
      </div>
      <div class="bar" aria-hidden="true">
        <div class="bar-fill" data-tone={tone} style={{ width: `${share * 100}%` }} />
      </div>
      <p class="soft small figures">{text}</p>
    </li>
  );
}
