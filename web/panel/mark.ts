import { useLayoutEffect } from 'preact/hooks';

/** Notes once on the browser's own clock when something of the page has been painted. */
export function useMark(name: string, isThere: boolean): void {
  useLayoutEffect(() => {
    if (isThere && performance.getEntriesByName(name).length === 0) markPainted(name);
  }, [name, isThere]);
}

/** Notes when the next frame has been painted: a task that follows upon the callbacks before it. */
export function markPainted(name: string): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => performance.mark(name);
    port2.postMessage(undefined);
  });
}
