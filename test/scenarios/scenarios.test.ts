import { SCENARIOS } from './catalogue';
import { CALM } from './plan';
import { Plant } from './plant';
import { tally } from './tally';

/** A few seeds on every change; `npm run test:faults` runs hundreds. */
const SEEDS = 2;

test.each(SCENARIOS.map(({ name }) => name))('nothing is lost: %s', async (scenario) => {
  const { failures, records } = await tally({ scenario, from: 0, to: SEEDS }, () => false);
  expect(failures).toEqual([]);
  expect(records).toBeGreaterThan(0);
});

test('the same seed is the same run, another one is another', async () => {
  const plan = SCENARIOS.at(-1)!.plan(7);
  const traceOf = async (seed: number): Promise<string> => {
    const plant = new Plant(plan, seed);
    await plant.run();
    return plant.trace;
  };
  expect(await traceOf(7)).toBe(await traceOf(7));
  expect(await traceOf(8)).not.toBe(await traceOf(7));
});

test('each kind of fault that a plan asks for comes true', async () => {
  const { faults } = await tally({ scenario: 'a key that is disabled', from: 0, to: 4 }, () => false);
  expect(Object.keys(faults)).toEqual(
    expect.arrayContaining(['s3.put refused', 's3.list refused', 'dynamodb.get refused', 'target.primary refused']),
  );
});

describe('a run says what is wrong', () => {
  test('of a record that its target forgot', async () => {
    const plant = new Plant({ ...CALM, archive: false }, 1);
    const { taken } = plant.primary;
    const add = taken.set.bind(taken);
    taken.set = (id, record) => (id === 'm7' ? taken : add(id, record));
    const { violations } = await plant.run();
    expect(violations).toContainEqual({ rule: 'lost', what: 'm7 was acknowledged and is nowhere' });
  });

  test('of a payload that changed on its way', async () => {
    const plant = new Plant(CALM, 1);
    const { taken } = plant.primary;
    const add = taken.set.bind(taken);
    taken.set = (id, record) => add(id, id === 'm7' ? { ...record, payload: 'other' } : record);
    const { violations } = await plant.run();
    expect(violations).toContainEqual({ rule: 'changed', what: 'm7 in a sink is not what was sent' });
  });
});
