/** What a regulator does with its decisions. */
export enum RegulationMode {
  /** Decisions are set. */
  ACT = 'act',

  /** Decisions are only journalled: nothing is changed, and settings stay in the template. */
  OBSERVE = 'observe',
}
