/** How a gap is shown, or why it is not. */
export type Evidence = (() => Promise<void>) | { readonly untested: string };

/** Evidence by the first words of an entry of emulated.json. */
export type EvidenceOf = Readonly<Record<string, Evidence>>;
