/** Bodies that are no text in UTF-8. What a gateway makes of such bytes, it puts a replacement character for. */
export function hostileBytes(valid: () => object) {
  const text = () => JSON.stringify({ extra: 'here', ...valid() });
  const with_ = (name: string, bytes: readonly number[]) => ({
    name,
    tells: 'bytes that are not UTF-8',
    body: spliced(text(), 'here', bytes),
  });
  return [
    with_('a byte no UTF-8 has', [0xff]),
    with_('a slash in two bytes', [0xc0, 0xaf]),
    with_('half a character', [0xe2, 0x82]),
    with_('a surrogate in three bytes', [0xed, 0xa0, 0x80]),
    with_('Latin-1', [0x63, 0x61, 0x66, 0xe9]),
    { name: 'UTF-16', tells: 'not JSON', body: bytesOf(Buffer.from(`\ufeff${text()}`, 'utf16le')) },
    {
      name: 'UTF-8 with a byte order mark',
      tells: 'not JSON',
      body: bytesOf(Buffer.from(`\ufeff${text()}`)),
    },
    { name: 'gzip', tells: 'not JSON', body: bytesOf(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])) },
    { name: 'nothing but zeros', tells: 'not JSON', body: new Uint8Array(64) },
  ];
}

function spliced(text: string, word: string, bytes: readonly number[]): Uint8Array<ArrayBuffer> {
  const [before = '', after = ''] = text.split(word);
  return bytesOf(Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]));
}

const bytesOf = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);
