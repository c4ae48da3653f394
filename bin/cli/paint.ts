export type Tone = 'good' | 'warn' | 'bad' | 'dim' | 'strong';

/** Puts a tone on a text, or leaves it as it is where the terminal shows no colour. */
export type Paint = (tone: Tone, text: string) => string;

const SGR: Record<Tone, string> = { good: '32', warn: '33', bad: '31', dim: '2', strong: '1' };

export const plain: Paint = (_tone, text) => text;

export const coloured: Paint = (tone, text) => `\u001b[${SGR[tone]}m${text}\u001b[0m`;
