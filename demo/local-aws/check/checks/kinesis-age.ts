import assert from 'node:assert/strict';
import { givenUpBy } from '../given-up';
import { put } from '../records';
import type { Checks } from './checks';

/** A minute is the least that AWS allows. */
export const kinesisAge: Checks = {
  async 'gives records up when they are older than it allows'() {
    const putAt = Date.now();
    await put('Aged', [{ name: 'old', act: 'throw' }]);
    const { stored, names } = await givenUpBy('OnAged');
    const age = (Date.now() - putAt) / 1_000;
    assert.deepEqual([stored.requestContext.condition, ...names], ['RecordAgeExceeded', 'old']);
    assert.ok(age >= 60 && age < 75, `given up after ${age} s`);
  },
};
