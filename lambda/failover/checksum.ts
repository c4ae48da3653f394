import { crc32 } from 'node:zlib';

/** A line of JSON with the checksum of its text as last member: damage to any byte of it shows, wherever it was copied to. */
export function sealed(json: string): string {
  return `${json.slice(0, -1)},"crc32":"${hex(json)}"}`;
}

/** The JSON of a line without its checksum, or as it is where it has none; undefined where the checksum is wrong. */
export function unsealed(line: string): string | undefined {
  const [seal, checksum] = /,"crc32":"([0-9a-f]{8})"}$/.exec(line) ?? [];
  if (seal === undefined) return line;
  const json = `${line.slice(0, -seal.length)}}`;
  return hex(json) === checksum ? json : undefined;
}

function hex(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
