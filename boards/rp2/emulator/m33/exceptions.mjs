// How a Cortex-M33 takes exceptions and returns from them (Armv8-M, chapter B3), in the Secure state only.

import { BusError, Fault } from "./core.mjs";

export const HARD_FAULT = 3;
export const MEM_MANAGE = 4;
export const BUS_FAULT = 5;
export const USAGE_FAULT = 6;
export const SV_CALL = 11;
export const PEND_SV = 14;
export const SYS_TICK = 15;
export const FIRST_IRQ = 16;

// Bits of CFSR.
export const FAULT = {
  IACCVIOL: 1 << 0,
  DACCVIOL: 1 << 1,
  MSTKERR: 1 << 4,
  MMARVALID: 1 << 7,
  IBUSERR: 1 << 8,
  PRECISERR: 1 << 9,
  BFARVALID: 1 << 15,
  UNDEFINSTR: 1 << 16,
  INVSTATE: 1 << 17,
  INVPC: 1 << 18,
  NOCP: 1 << 19,
  STKOF: 1 << 20,
  UNALIGNED: 1 << 24,
  DIVBYZERO: 1 << 25,
};
const FORCED = 1 << 30; // of HFSR

const IDLE = 256; // the priority of a thread
const STACK_ALIGNED = 1 << 9; // of the stacked XPSR
const FLOATS_SECURE = 1 << 20; // likewise: CONTROL.SFPA
const THUMB = 1 << 24;
const BASIC_FRAME = 0x20;
const EXTENDED_FRAME = 0x68;
const RETURN = { base: 0xffffffe1 | 0, thread: 1 << 3, process: 1 << 2, basic: 1 << 4 };
const NPRIV = 1;
const SPSEL = 2;
const FPCA = 4;
const SFPA = 8;

export class Exceptions {
  constructor(core) {
    this.core = core;
    this.count = FIRST_IRQ + core.bus.interrupts;
    this.pending = new Uint8Array(this.count);
    this.active = new Uint8Array(this.count);
    this.enabled = new Uint8Array(this.count);
    this.lines = new Uint8Array(this.count); // what devices ask for, as long as they ask
    this.priorities = new Int16Array(this.count);
    this.priorities.set([0, -4, -2, -1]);
    this.enabled.fill(1, 0, FIRST_IRQ);
    this.enabled.fill(0, MEM_MANAGE, USAGE_FAULT + 1);
    this.attention = false; // something changed that may let an exception in
    this.current = 0;
    this.vectors = 0;
    this.group = 0; // AIRCR.PRIGROUP
    this.primask = this.faultmask = 0;
    this.basepri = 0;
    this.control = 0;
    this.idleStack = 0; // the one of MSP and PSP that r[13] is not
    this.limits = new Uint32Array(2); // MSPLIM, PSPLIM
    this.faults = 0; // CFSR
    this.hardFaults = 0; // HFSR
    this.memoryAddress = this.busAddress = 0;
    this.trapsUnaligned = this.trapsDivision = false;
    this.wakesOnPending = false; // SCR.SEVONPEND
    this.cause = null; // of the first fault
  }

  get privileged() {
    return this.current !== 0 || (this.control & NPRIV) === 0;
  }

  get usesProcessStack() {
    return this.current === 0 && (this.control & SPSEL) !== 0;
  }

  stackLimit() {
    return this.limits[this.usesProcessStack ? 1 : 0];
  }

  get stacks() {
    const active = this.core.r[13];
    return this.usesProcessStack ? [this.idleStack, active] : [active, this.idleStack];
  }

  setStackPointer(process, value) {
    if (process === this.usesProcessStack) {
      this.core.r[13] = value & ~3;
    } else {
      this.idleStack = value & ~3;
    }
  }

  setControl(value) {
    const was = this.usesProcessStack;
    const kept = this.current === 0 ? 0 : this.control & SPSEL; // a handler cannot leave the main stack
    const taken = this.current === 0 ? SPSEL : 0;
    this.control = (value & (NPRIV | FPCA | SFPA | taken)) | kept;
    this.swapStacks(was);
    this.core.mpu.changed();
  }

  swapStacks(was) {
    if (was !== this.usesProcessStack) {
      const { r } = this.core;
      [r[13], this.idleStack] = [this.idleStack, r[13]];
    }
  }

  // A device raises or lowers its line.
  setLine(irq, high) {
    const number = FIRST_IRQ + irq;
    if (high && this.lines[number] === 0 && this.active[number] === 0) {
      this.pend(number);
    }
    this.lines[number] = high ? 1 : 0;
    if (!high) {
      this.pending[number] = 0;
    }
  }

  pend(number) {
    if (this.pending[number] === 0 && this.wakesOnPending) {
      this.core.event = true;
      this.core.asleep = false;
    }
    this.pending[number] = 1;
    this.look();
  }

  // Masks, priorities or pending bits changed.
  look() {
    this.attention = true;
    if (this.core.asleep && this.candidate(this.activePriority()) !== 0) {
      this.core.asleep = false;
    }
  }

  grouped(priority) {
    return priority < 0 ? priority : priority & ~((2 << this.group) - 1);
  }

  activePriority() {
    let highest = IDLE;
    for (let number = 1; number < this.count; number++) {
      if (this.active[number] !== 0) {
        highest = Math.min(highest, this.grouped(this.priorities[number]));
      }
    }
    if (this.basepri !== 0) {
      highest = Math.min(highest, this.grouped(this.basepri));
    }
    return highest;
  }

  // What an exception must go below to be taken.
  executionPriority() {
    const highest = this.activePriority();
    if (this.faultmask !== 0) {
      return Math.min(highest, -1);
    }
    return this.primask !== 0 ? Math.min(highest, 0) : highest;
  }

  // The pending exception of the highest priority above `level`, or 0.
  candidate(level) {
    let best = 0;
    for (let number = 1; number < this.count; number++) {
      if (this.pending[number] === 0 || this.enabled[number] === 0) {
        continue;
      }
      const priority = this.priorities[number];
      if (this.grouped(priority) < level && (best === 0 || priority < this.priorities[best])) {
        best = number;
      }
    }
    return best;
  }

  // Takes an exception if one can be; true if it did.
  attend() {
    this.attention = false;
    const number = this.candidate(this.executionPriority());
    if (number === 0) {
      return false;
    }
    this.core.asleep = false;
    this.enter(number);
    return true;
  }

  // A fault of the instruction at `core.next`.
  raise(fault) {
    const { exception, status, address } = fault;
    this.cause ??= { at: this.core.pc >>> 0, status, address };
    this.faults |= status;
    if (address !== undefined) {
      if (exception === MEM_MANAGE) {
        this.memoryAddress = address;
        this.faults |= FAULT.MMARVALID;
      } else {
        this.busAddress = address;
        this.faults |= FAULT.BFARVALID;
      }
    }
    this.demand(exception);
  }

  // An exception that cannot wait becomes a HardFault, and one in a HardFault the end.
  demand(exception) {
    const level = this.executionPriority();
    if (this.enabled[exception] !== 0 && this.grouped(this.priorities[exception]) < level) {
      this.enter(exception);
    } else if (level > -1) {
      this.hardFaults |= FORCED;
      this.enter(HARD_FAULT);
    } else {
      this.core.stopped = true;
      const hex = (x) => (x ?? 0).toString(16);
      const { at, status: first, address } = this.cause;
      this.core.onStop(`lockup at ${hex(this.core.pc >>> 0)}; first fault at ${hex(at)}: ${hex(first)}, address ${hex(address)}`);
    }
  }

  // WFI: until something could come, PRIMASK or not.
  sleep() {
    this.core.asleep = this.candidate(this.activePriority()) === 0;
  }

  call() {
    if (this.grouped(this.priorities[SV_CALL]) < this.executionPriority()) {
      this.pend(SV_CALL);
    } else {
      this.core.pc = this.core.next;
      throw new Fault(HARD_FAULT, 0);
    }
  }

  enter(number) {
    const { core } = this;
    const frame = this.push();
    const was = this.usesProcessStack;
    const floats = (this.control & FPCA) !== 0;
    core.r[14] =
      RETURN.base |
      (floats ? 0 : RETURN.basic) |
      (this.current === 0 ? RETURN.thread : 0) |
      (was ? RETURN.process : 0);
    core.r[13] = frame;
    this.pending[number] = 0;
    this.active[number] = 1;
    this.current = number;
    if (was) {
      [core.r[13], this.idleStack] = [this.idleStack, core.r[13]];
    }
    this.control &= ~(FPCA | SFPA);
    core.it = core.nextIt = 0;
    core.exclusive = false;
    core.event = true;
    core.mpu.changed();
    const handler = this.vector(number);
    core.next = handler & ~1;
    core.thumb = true;
    this.attention = true;
    if ((handler & 1) === 0) {
      core.thumb = false;
      core.pc = core.next;
      this.raise(new Fault(USAGE_FAULT, FAULT.INVSTATE));
    }
  }

  // Where the handler of an exception is. Without a vector the core locks up.
  vector(number) {
    const at = (this.vectors + 4 * number) >>> 0;
    try {
      return this.core.bus.read(at, 4);
    } catch (error) {
      if (!(error instanceof BusError)) {
        throw error;
      }
      this.core.stopped = true;
      this.core.onStop(`lockup: no vector at ${at.toString(16)}`);
      return 1;
    }
  }

  // Puts the interrupted context on its stack; returns where that is.
  push() {
    const { core } = this;
    const { r, fpu } = core;
    const floats = (this.control & FPCA) !== 0;
    const unaligned = (r[13] & 4) !== 0;
    const frame = ((r[13] & ~7) - (floats ? EXTENDED_FRAME : BASIC_FRAME)) | 0;
    const secure = (this.control & SFPA) !== 0 ? FLOATS_SECURE : 0;
    const psr = core.flags | this.current | this.thumbAndIt() | secure | (unaligned ? STACK_ALIGNED : 0);
    if (frame >>> 0 < this.stackLimit()) {
      this.faults |= FAULT.STKOF;
      return this.stackLimit() | 0;
    }
    [r[0], r[1], r[2], r[3], r[12], r[14], core.next, psr].forEach((word, i) => this.stack(frame + 4 * i, word));
    if (floats) {
      for (let i = 0; i < 16; i++) {
        this.stack(frame + BASIC_FRAME + 4 * i, fpu.words[i]);
      }
      this.stack(frame + BASIC_FRAME + 64, fpu.status);
    }
    return frame;
  }

  stack(address, word) {
    try {
      this.core.store32(address, word);
    } catch (error) {
      if (!(error instanceof Fault)) {
        throw error;
      }
      this.faults |= FAULT.MSTKERR; // the frame is lost, and the handler hears it
    }
  }

  thumbAndIt() {
    const { it, thumb } = this.core;
    return (thumb ? THUMB : 0) | ((it & 3) << 25) | ((it & 0xfc) << 8);
  }

  // BX to EXC_RETURN.
  leave(code) {
    const { core } = this;
    const { r, fpu } = core;
    if ((code & 0xffffffc3) !== (0xffffffc1 | 0) || this.active[this.current] === 0) {
      throw new Fault(USAGE_FAULT, FAULT.INVPC);
    }
    const number = this.current;
    this.active[number] = 0;
    if (number !== 2) {
      this.faultmask = 0;
    }
    const thread = (code & RETURN.thread) !== 0;
    // SPSEL is what EXC_RETURN says of it, for a thread.
    const from = this.core.r[13];
    const toProcess = thread && (code & RETURN.process) !== 0;
    const frame = toProcess ? this.idleStack : from;
    const floats = (code & RETURN.basic) === 0;
    const word = (i) => core.load32(frame + 4 * i);
    const psr = word(7);
    const next = word(6);
    [r[0], r[1], r[2], r[3], r[12], r[14]] = [0, 1, 2, 3, 4, 5].map(word);
    if (floats) {
      for (let i = 0; i < 16; i++) {
        fpu.words[i] = word(8 + i);
      }
      fpu.status = word(24);
    }
    let above = frame + (floats ? EXTENDED_FRAME : BASIC_FRAME);
    above |= (psr & STACK_ALIGNED) !== 0 ? 4 : 0;
    if (thread) {
      this.control = (this.control & NPRIV) | (toProcess ? SPSEL : 0);
    }
    this.control &= ~(FPCA | SFPA);
    this.control |= (floats ? FPCA : 0) | ((psr & FLOATS_SECURE) !== 0 ? SFPA : 0);
    this.current = psr & 0x1ff;
    if (toProcess) {
      this.idleStack = from;
    }
    r[13] = above;
    core.setFlags(psr);
    core.ge = (psr >>> 16) & 15;
    core.it = core.nextIt = ((psr >>> 25) & 3) | ((psr >>> 8) & 0xfc);
    core.next = next & ~1;
    core.exclusive = false;
    core.event = true;
    core.mpu.changed();
    if (this.lines[number] !== 0) {
      this.pending[number] = 1; // a device still asks
    }
    this.attention = true;
    if ((thread ? 0 : 1) !== (this.current === 0 ? 0 : 1)) {
      core.pc = core.next;
      throw new Fault(USAGE_FAULT, FAULT.INVPC);
    }
    if ((psr & THUMB) === 0) {
      core.leaveThumb();
    }
  }
}
