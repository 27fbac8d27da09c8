// The registers of a Cortex-M33's System Control Space: SysTick, interrupts, faults, vectors, protection.

import { BUS_FAULT, FIRST_IRQ, MEM_MANAGE, PEND_SV, SV_CALL, SYS_TICK, USAGE_FAULT } from "./exceptions.mjs";
import { REGIONS } from "./mpu.mjs";

const CPUID = 0x411fd210; // Cortex-M33 r1p0
const VECTKEY = 0x05fa;
const SYSRESETREQ = 1 << 2;
const TICK = { enable: 1, interrupt: 2, core: 4, counted: 1 << 16 };
const PRIORITY_BITS = 0xf0;
const FLOAT_DEFAULTS = 0x07c00000; // the fields of FPDSCR
const FEATURES = [0x10110021, 0x11000011, 0x00000040]; // MVFR: single precision, fused, half conversion, rounding
// Numbers, and the bits of SHCSR that show them active, pending and enabled; 0: no such bit.
const HANDLERS = [
  [MEM_MANAGE, 1 << 0, 1 << 13, 1 << 16],
  [BUS_FAULT, 1 << 1, 1 << 14, 1 << 17],
  [USAGE_FAULT, 1 << 3, 1 << 12, 1 << 18],
  [SV_CALL, 1 << 7, 1 << 15, 0],
  [PEND_SV, 1 << 10, 0, 0],
  [SYS_TICK, 1 << 11, 0, 0],
];

export class SystemControl {
  // `clock` counts nanoseconds, `cycle` of them to one of the core.
  constructor(core, clock, cycle, onReset) {
    Object.assign(this, { core, clock, cycle, onReset });
    this.registers = new Map();
    this.defineTick();
    this.defineInterrupts();
    this.defineControl();
    this.defineFaults();
    this.defineProtection();
  }

  // A word at an offset from 0xe000e000. What is not defined reads as it was written, zero at first.
  read(offset) {
    const register = this.registers.get(offset);
    return register === undefined ? 0 : register.read() >>> 0;
  }

  write(offset, value) {
    const register = this.registers.get(offset);
    if (register === undefined) {
      this.define(offset, ...this.kept(value));
    } else {
      register.write(value);
    }
  }

  define(offset, read, write = () => {}) {
    this.registers.set(offset, { read, write });
  }

  kept(value) {
    return [() => value, (next) => (value = next)];
  }

  defineTick() {
    const { clock, core } = this;
    const tick = { control: 0, reload: 0, since: 0, counted: false };
    const length = () => (tick.reload + 1) * this.cycle;
    const alarm = clock.createAlarm(() => {
      tick.since = clock.nanos;
      tick.counted = true;
      if ((tick.control & TICK.interrupt) !== 0) {
        core.exceptions.pend(SYS_TICK);
      }
      alarm.schedule(length());
    });
    const restart = () => {
      tick.since = clock.nanos;
      alarm.cancel();
      if ((tick.control & TICK.enable) !== 0 && tick.reload !== 0) {
        alarm.schedule(length());
      }
    };
    const readControl = () => {
      const word = tick.control | (tick.counted ? TICK.counted : 0);
      tick.counted = false;
      return word;
    };
    const running = () => (tick.control & TICK.enable) !== 0;
    const passed = () => Math.floor((clock.nanos - tick.since) / this.cycle);
    this.define(0x010, readControl, (value) => {
      const was = running();
      tick.control = value & (TICK.enable | TICK.interrupt | TICK.core);
      if (was !== running()) {
        restart();
      }
    });
    this.define(0x014, () => tick.reload, (value) => {
      tick.reload = value & 0xffffff;
      restart();
    });
    this.define(0x018, () => (running() ? Math.max(tick.reload - passed(), 0) : 0), restart);
  }

  defineInterrupts() {
    const { exceptions } = this.core;
    const each = (block, word) => {
      const first = FIRST_IRQ + 32 * word;
      const bits = Math.min(32, exceptions.count - first);
      return Array.from({ length: bits }, (_, bit) => [block, first + bit, 1 << bit]);
    };
    const gather = (list) => list.reduce((word, [block, number, bit]) => word | (block[number] !== 0 ? bit : 0), 0);
    const spread = (list, value, put) => (word) => {
      for (const [block, number, bit] of list) {
        if ((word & bit) !== 0) {
          put(block, number, value);
        }
      }
      exceptions.look();
    };
    const put = (block, number, value) => (block[number] = value);
    // A line that is still high makes its interrupt pending again.
    const clearPending = (block, number) => (block[number] = exceptions.lines[number]);
    for (let word = 0; 32 * word < exceptions.count - FIRST_IRQ; word++) {
      const at = 4 * word;
      const enabled = each(exceptions.enabled, word);
      const pending = each(exceptions.pending, word);
      const active = each(exceptions.active, word);
      this.define(0x100 + at, () => gather(enabled), spread(enabled, 1, put));
      this.define(0x180 + at, () => gather(enabled), spread(enabled, 0, put));
      this.define(0x200 + at, () => gather(pending), spread(pending, 1, put));
      this.define(0x280 + at, () => gather(pending), spread(pending, 0, clearPending));
      this.define(0x300 + at, () => gather(active));
    }
    for (let number = FIRST_IRQ; number < exceptions.count; number += 4) {
      this.definePriorities(0x400 + number - FIRST_IRQ, number);
    }
    for (const number of [4, 8, 12]) {
      this.definePriorities(0xd18 + number - 4, number);
    }
    this.define(0xf00, () => 0, (value) => exceptions.pend(FIRST_IRQ + (value & 0x1ff)));
  }

  definePriorities(offset, number) {
    const { exceptions } = this.core;
    const { priorities } = exceptions;
    const read = () => [0, 1, 2, 3].reduce((word, i) => word | ((priorities[number + i] ?? 0) << (8 * i)), 0);
    this.define(offset, read, (value) => {
      for (let i = 0; i < 4; i++) {
        priorities[number + i] = (value >>> (8 * i)) & PRIORITY_BITS;
      }
      exceptions.look();
    });
  }

  defineControl() {
    const { exceptions } = this.core;
    this.define(0x004, () => 1); // ICTR: up to 64 lines
    this.define(0xd00, () => CPUID);
    const pended = (value) => {
      for (const [bit, number, pending] of [[28, PEND_SV, 1], [27, PEND_SV, 0], [26, SYS_TICK, 1], [25, SYS_TICK, 0]]) {
        if ((value >>> bit) & 1) {
          exceptions.pending[number] = pending;
        }
      }
      exceptions.look();
    };
    const state = () => {
      const next = exceptions.candidate(exceptions.activePriority());
      const { pending } = exceptions;
      const waits = pending.indexOf(1, FIRST_IRQ) >= 0;
      return exceptions.current | (next << 12) | (waits ? 1 << 22 : 0) | (pending[SYS_TICK] << 26) | (pending[PEND_SV] << 28);
    };
    this.define(0xd04, state, pended);
    this.define(0xd08, () => exceptions.vectors, (value) => (exceptions.vectors = (value & ~0x7f) >>> 0));
    this.define(0xd0c, () => (0xfa05 << 16) | (exceptions.group << 8), (value) => {
      if (value >>> 16 === VECTKEY) {
        exceptions.group = (value >>> 8) & 7;
        exceptions.look();
        if ((value & SYSRESETREQ) !== 0) {
          this.onReset();
        }
      }
    });
    const [readScr, writeScr] = this.kept(0);
    this.define(0xd10, readScr, (value) => {
      exceptions.wakesOnPending = (value & (1 << 4)) !== 0;
      writeScr(value);
    });
    const [readCcr, writeCcr] = this.kept(0x201);
    this.define(0xd14, readCcr, (value) => {
      exceptions.trapsUnaligned = (value & (1 << 3)) !== 0;
      exceptions.trapsDivision = (value & (1 << 4)) !== 0;
      writeCcr(value | 0x201);
    });
    this.define(0xd88, () => this.core.fpu.access, (value) => (this.core.fpu.access = value)); // CPACR
    this.define(0xf34, ...this.kept(0xc0000000 | 0)); // FPCCR
    const { fpu } = this.core;
    this.define(0xf3c, () => fpu.initialStatus, (value) => (fpu.initialStatus = value & FLOAT_DEFAULTS));
    FEATURES.forEach((word, i) => this.define(0xf40 + 4 * i, () => word));
  }

  defineFaults() {
    const { exceptions } = this.core;
    const { active, pending, enabled } = exceptions;
    const shown = () =>
      HANDLERS.reduce((word, [number, runs, waits, allowed]) => {
        return word | (active[number] ? runs : 0) | (pending[number] ? waits : 0) | (enabled[number] ? allowed : 0);
      }, 0);
    this.define(0xd24, shown, (value) => {
      for (const [number, , , allowed] of HANDLERS) {
        if (allowed !== 0) {
          enabled[number] = (value & allowed) !== 0 ? 1 : 0;
        }
      }
    });
    this.define(0xd28, () => exceptions.faults, (value) => (exceptions.faults &= ~value));
    this.define(0xd2c, () => exceptions.hardFaults, (value) => (exceptions.hardFaults &= ~value));
    this.define(0xd34, () => exceptions.memoryAddress);
    this.define(0xd38, () => exceptions.busAddress);
  }

  defineProtection() {
    const { mpu } = this.core;
    this.define(0xd90, () => REGIONS << 8);
    this.define(0xd94, () => mpu.control, (value) => {
      mpu.control = value & 7;
      mpu.changed();
    });
    this.define(0xd98, () => mpu.number, (value) => (mpu.number = value & (REGIONS - 1)));
    for (let alias = 0; alias < 4; alias++) {
      // The aliases name the other regions of the same four.
      const region = () => (alias === 0 ? mpu.number : (mpu.number & ~3) | alias);
      const at = 0xd9c + 8 * alias;
      for (const [offset, words] of [[at, mpu.bases], [at + 4, mpu.limits]]) {
        this.define(offset, () => words[region()], (value) => {
          words[region()] = value;
          mpu.changed();
        });
      }
    }
  }
}
