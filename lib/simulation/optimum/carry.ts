import { Front, LATE_SECOND } from './front';
import type { Outcome } from './outcome';

/** The plans of a front after a slot. Those that have a second late are dropped, unless the outcome counts such seconds. */
export function carry(front: Front, outcome: Outcome): Front {
  return outcome.limits ? carryLate(front, outcome) : carryPunctual(front, outcome);
}

function carryPunctual({ keys, backlogs, queues }: Front, outcome: Outcome): Front {
  const carried = new Front();
  if (outcome.lateAnyway > 0) return carried;
  for (let index = 0; index < keys.length; index += 1) {
    const backlog = backlogs[index];
    const queue = queues[index];
    if (backlog > outcome.backlogLimit || queue > outcome.queueLimit) continue;
    carried.push(keys[index] + outcome.cost, backlogAfter(backlog, queue, outcome), queueAfter(queue, outcome));
  }
  return carried;
}

function carryLate({ keys, backlogs, queues }: Front, outcome: Outcome): Front {
  const plans = keys.map((key, index) => {
    const late = lateSeconds(backlogs[index], queues[index], outcome);
    return {
      key: key + outcome.cost + late * LATE_SECOND,
      backlog: backlogAfter(backlogs[index], queues[index], outcome),
      queue: queueAfter(queues[index], outcome),
    };
  });
  // Cheap plans are late more often: the order changes.
  plans.sort((left, right) => left.key - right.key);
  const carried = new Front();
  for (const { key, backlog, queue } of plans) carried.push(key, backlog, queue);
  return carried;
}

function backlogAfter(backlog: number, queue: number, outcome: Outcome): number {
  return Math.max(backlog + outcome.backlogChange, queue + outcome.queueToBacklog, outcome.leastBacklog);
}

function queueAfter(queue: number, outcome: Outcome): number {
  return Math.max(queue + outcome.queueChange, outcome.leastQueue);
}

function lateSeconds(backlog: number, queue: number, { lateAnyway, limits, ...least }: Outcome): number {
  if (!limits || (backlog <= least.backlogLimit && queue <= least.queueLimit)) return lateAnyway;
  let late = lateAnyway;
  for (let second = 0; second < limits.backlog.length; second += 1) {
    if (backlog > limits.backlog[second] || queue > limits.queue[second]) late += 1;
  }
  return late;
}
