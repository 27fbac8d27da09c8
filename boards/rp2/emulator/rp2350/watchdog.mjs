// The RP2350's watchdog: a countdown of microseconds, and registers that survive what it does.

import { Registers } from "./registers.mjs";

const ENABLE = 1 << 30;
const TRIGGER = 1 << 31;
const TIME = 0xffffff;
const REASON = { timer: 1, forced: 2 };

export class Watchdog extends Registers {
  // `kept` has {reason, scratch} from before.
  constructor(clock, kept, reboot) {
    super({});
    this.clock = clock;
    this.control = 0;
    this.load = 0;
    const bite = (reason) => {
      kept.reason = reason;
      reboot("watchdog");
    };
    this.alarm = clock.createAlarm(() => bite(REASON.timer));
    this.special.set(0x00, {
      read: () => this.control | this.rest(),
      write: (value) => {
        this.control = value & ~(TRIGGER | TIME);
        if ((value & TRIGGER) !== 0) {
          bite(REASON.forced);
        }
        this.restart();
      },
    });
    this.special.set(0x04, { read: () => 0, write: (value) => ((this.load = value & TIME), this.restart()) });
    this.special.set(0x08, { read: () => kept.reason });
    kept.scratch.forEach((_, i) => {
      this.special.set(0x0c + 4 * i, { read: () => kept.scratch[i], write: (value) => (kept.scratch[i] = value) });
    });
  }

  rest() {
    return this.alarm.scheduled ? Math.max(0, Math.floor((this.alarm.nanos - this.clock.nanos) / 1000)) & TIME : this.load;
  }

  restart() {
    this.alarm.cancel();
    if ((this.control & ENABLE) !== 0) {
      this.alarm.schedule(this.load * 1000);
    }
  }
}
