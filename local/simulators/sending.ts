import type { ServerResponse } from 'node:http';
import type { Delivery } from './delivery.ts';
import type { RecordedRequest } from './recording.ts';
import type { Answer } from './vendor.ts';

/** Sends an answer and ends the response. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  const { status, body, headers } = answer;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
  response.writeHead(status, { ...(text === undefined ? {} : { 'Content-Type': type }), ...headers });
  response.end(text);
}

/** Carries a delivery out. `finish` hears what was sent; it stays silent when nothing ever is. */
export function sendDelivery(
  response: ServerResponse,
  delivery: Delivery,
  finish: (answered: RecordedRequest['answeredStatus']) => void,
): void {
  if (delivery.kind === 'never') return;
  if (delivery.kind === 'reset') {
    finish('reset');
    response.socket?.resetAndDestroy();
    return;
  }
  const send = () => {
    finish(delivery.answer.status);
    sendAnswer(response, delivery.answer);
  };
  if (delivery.afterMs === 0) {
    send();
    return;
  }
  const timer = setTimeout(send, delivery.afterMs);
  // Whoever closes the connection, client or simulator, there is nobody left to answer.
  response.once('close', () => clearTimeout(timer));
}
