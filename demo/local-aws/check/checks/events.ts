import assert from 'node:assert/strict';
import { callsOf } from '../calls';
import { until } from '../until';
import type { Checks } from './checks';

export const events: Checks = {
  async 'calls the function of a schedule every minute'() {
    const [tick] = await until(
      'the tick',
      async () => {
        const found = await callsOf('OnTick');
        return found.length > 0 && found;
      },
      80,
    );
    assert.deepEqual(tick?.names, ['Scheduled Event']);
  },
};
