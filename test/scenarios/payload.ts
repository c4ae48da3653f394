import type { Random } from '../../lib/simulation/random';

/** JSON, other alphabets, bytes that are no text, and text of any length. */
export function payloadOf(random: Random, ordinal: number): string {
  switch (Math.floor(random.next() * 4)) {
    case 0:
      return JSON.stringify({ order: ordinal, lines: ['a\nb', '"'] });
    case 1:
      return `Straße ${ordinal} 東京 🚰`;
    case 2:
      return Buffer.from([0, 255, 128, ordinal & 255, 10, 13]).toString('latin1') + ordinal;
    default:
      return 'x'.repeat(Math.floor(random.next() * 400)) + ordinal;
  }
}
