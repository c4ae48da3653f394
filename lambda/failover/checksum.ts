import { crc32 } from 'node:zlib';

/** A line of JSON with the checksum of its text as last member: damage to any byte of it shows, wherever it was copied to. */
export function sealed(json: string): string {
  return `${json.slice(0, -1)},"crc32":"${hex(json)}"}`;
}

const SEAL = ',"crc32":"';
const SEAL_LENGTH = SEAL.length + 8 + '"}'.length;

/** The JSON of a line without its checksum, or as it is where it has none; undefined where the checksum is wrong. */
export function unsealed(line: string): string | undefined {
  // By its place: a pattern would be looked for in all of the line.
  const seal = line.slice(-SEAL_LENGTH);
  if (!seal.startsWith(SEAL) || !seal.endsWith('"}')) return line;
  const json = `${line.slice(0, -SEAL_LENGTH)}}`;
  return hex(json) === seal.slice(SEAL.length, -2) ? json : undefined;
}

function hex(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
