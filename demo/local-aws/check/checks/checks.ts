/** Sentences about AWS that hold here too, and how each is shown. */
export type Checks = Readonly<Record<string, () => Promise<void>>>;
