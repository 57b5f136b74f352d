/** Stands for text that is on its way; each width in percent is one line. */
export function Skeleton({ widths }: { readonly widths: readonly number[] }) {
  return (
    <span class="skeleton-lines" aria-hidden="true">
      {widths.map((width) => (
        <span key={width} class="skeleton" style={{ width: `${width}%` }} />
      ))}
    </span>
  );
}
