import { useEffect } from 'preact/hooks';

/** Notes once on the browser's own clock when something of the page was first painted. */
export function useMark(name: string, isThere: boolean): void {
  useEffect(() => {
    if (!isThere || performance.getEntriesByName(name).length > 0) return;
    const frame = requestAnimationFrame(() => performance.mark(name));
    return () => cancelAnimationFrame(frame);
  }, [name, isThere]);
}
