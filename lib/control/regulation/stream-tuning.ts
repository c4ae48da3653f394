/**
 * Figures that the planner of a stream rests on, found by trying them on recorded and made-up loads in `lib/simulation`: there is no
 * theory behind a digit. Seconds unless said otherwise.
 */
export const TUNING = {
  /** A rise is taken to go on for so long. */
  riseGoesOn: 255,
  /** Share of a rise that is believed while only one minute shows it. */
  unconfirmed: 0.5,

  /** Steepest rises and highest rates of late count half after so long. */
  burstHalfLife: 86_400,
  /** The next burst may be so many times as steep as the steepest of late. */
  burstMargin: 1.32,
  /** Nothing else known, the load may grow by this share of itself; half of that after each so many seconds of watching. */
  unknownBurst: 0.8,
  unknownHalfLife: 4_870,
  /** Lag that a burst may cause, and from which on a change is spent on being ready for one. */
  burstLag: 50,
  unsafeBurstLag: 95.1,

  /** What is blind for no longer than so many times the objective is answered when it is seen. */
  answerable: 3,
  /** For each time that it is blind for so long beyond that, the load may grow by this share of itself unseen. */
  blindGrowth: 0.8,
  /** Shards are added for that once they lack so large a part of it. */
  blindLack: 0.1,

  /** Lag that is planned with. */
  plannedLag: 35,
  /** Lag above that, added up over time, that is worth a change; square seconds. */
  worthChange: 500,
  /** Lag by which the number of shards is chosen, once there is a change. */
  choiceLag: 50,
  /** More shards are to take in so many times what is ahead; where records wait, so many times what comes, and at most so many. */
  keepUp: 1.02,
  drain: 1.21,
  mostDrain: 1.6,
  /** Shards beyond the need, for a load that grows, are no more than this factor. */
  mostAhead: 1.5,

  /** Shards that stay take in so many times the load, and what it grows by within the lead. */
  staying: 1.08,
  lead: 112,
  /** Nothing is given back while a record is older. */
  vetoAge: 10,
  /** Stretches of five minutes in which fewer shards, or a smaller factor, would have done. */
  shardStretches: 3,
  factorStretches: 4,

  /** What a change of shards has to save: hours of each shard that the peak takes, of at least so many shards. */
  changePrice: 0.04,
  leastShards: 3,
  /** The price grows by e to the power of this with each change spent, and with each that was regretted. */
  spentWeight: 0.3,
  regretWeight: 0.4,
  /** It is so many times dearer again where none is to spare, and less with the square of those that are. */
  scarcity: 6,
  regretHalfLife: 43_200,
  /** A scale-in is regretted where it saved less: hours of each shard that the peak takes. */
  regretWorth: 0.3,

  /** Lag up to which the factor stays as it is. */
  factorLag: 43.1,
  /** A factor that is given back reads so many times the load. */
  factorStaying: 1.03,
};
