// The chip's clock: nanoseconds that pass with instructions, one cycle each, and alarms that devices set.

import { SimulationClock } from "../../../../.deps/node/node_modules/rp2040js/dist/esm/clock/simulation-clock.js";

export const CYCLE = 1e9 / 150e6; // nanoseconds

export class ChipClock extends SimulationClock {
  core = null;
  budget = 0; // instructions of the run that is under way

  get nanos() {
    return this.nanosCounter + (this.core === null ? 0 : (this.budget - this.core.left) * CYCLE);
  }

  // A new alarm may come before the end of the run.
  linkAlarm(nanos, alarm) {
    super.linkAlarm(nanos, alarm);
    if (this.budget > 0) {
      const left = Math.max(0, Math.ceil(nanos / CYCLE));
      if (left < this.core.left) {
        this.budget -= this.core.left - left;
        this.core.left = left;
      }
    }
    return alarm;
  }

  // Lets the core run up to the next alarm, then the alarms; returns the instructions, or what they would have been.
  advance(most) {
    const { core } = this;
    const free = this.nextAlarm === null ? most : Math.ceil(this.nanosToNextAlarm / CYCLE);
    let passed = Math.max(1, Math.min(free, most));
    if (!core.asleep && !core.stopped) {
      this.budget = passed;
      core.run(passed);
      passed = this.budget - core.left;
      core.executed += passed;
    }
    this.budget = core.left = 0;
    this.tick(passed * CYCLE);
    return Math.max(1, passed);
  }
}
