import { render } from 'preact';
import '../shared/base.css';
import { Skeleton } from '../shared/skeleton.tsx';
import { STRINGS } from './strings.ts';

const place = document.getElementById('panel');
if (place) {
  render(
    <section class="card" aria-busy="true">
      <h1>{STRINGS.heading}</h1>
      <p class="spoken">{STRINGS.loading}</p>
      <Skeleton widths={[60, 90, 75]} />
    </section>,
    place,
  );
}
