/** What the simulated target takes for granted; printed with every table. */
export const ASSUMPTIONS = `How much to hand a target at a time: limiters beside one that knows the target, on a simulated one (virtual clock, seeded).

The target works calls in the order that they come in, as many at a time as it has servers; the others wait in one line. Times
of service are drawn for each call, without memory (lognormal or exponential); beyond a knee they grow with the calls that are worked. A
refusal costs 5 ms, and the caller tries again after about one round trip, in which its place stays taken. There is no network, no slow start of
the target, no cost of a new connection, and no other user of it than the environments of the scenario. Callers always have more to do
unless demand is given. One call is one record, except in batches; limiters of Netflix are told the best batch and start as its
library does; every other starts at one call. Calls at a time are bounded by 1,000, as far as --most says nothing else.

goodput: records brought in time, that is within 1.5 × the 99th percentile of a call alone (batches: 300 ms), beside the limiter that knows.
The first fifth of a run is not counted (except for the cold start), nor are 20 round trips after a drop.
handler: the limit of the failover handler (lib/control/limit.ts), whose objective is 5 s.
`;
