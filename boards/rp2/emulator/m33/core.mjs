// An Arm Cortex-M33 in its Secure state: registers, the loop that executes, and the way to memory.
//
// Each instruction is decoded once into a closure over its operands (narrow.mjs for 16 bits, wide.mjs for 32).
// A closure is found by the encoding that was just read from memory, so that none can be stale. It runs with
// `pc` at its own address, r[15] four ahead of that, and `next` behind it; a branch sets `next`.
// What is not modelled: the Non-secure state, lazy stacking (registers are pushed at once), debug.

import { Exceptions, FAULT, MEM_MANAGE, BUS_FAULT, USAGE_FAULT } from "./exceptions.mjs";
import { Fpu } from "./fpu.mjs";
import { Mpu } from "./mpu.mjs";
import { decodeNarrow } from "./narrow.mjs";
import { decodeWide } from "./wide.mjs";

const WIDE_SLOTS = 1 << 16;
const FIRST_WIDE = 0xe800;
const NOWHERE = { base: 0, size: 0, halves: new Uint16Array(0) };

// Thrown to leave an instruction that cannot be completed; it names which fault follows.
export class Fault {
  constructor(exception, status, address) {
    Object.assign(this, { exception, status, address });
  }
}

// `bus` has read(address, size), write(address, value, size), which throw BusError where nothing answers;
// codeWindow(address), the {base, size, halves} of memory around an address; and `ram`, a Uint8Array
// that lies at `ramBase` and is reached without asking. `onStop(reason)` hears why the core cannot go on.
export class CortexM33 {
  constructor(bus, { onStop, onBreak, onRemark = () => {} }) {
    Object.assign(this, { bus, onStop, onBreak, onRemark });
    this.r = new Int32Array(16);
    this.n = this.z = this.c = this.v = this.q = false;
    this.ge = 0; // four flags of the parallel additions
    this.it = 0; // what is left of an IT block, as in EPSR
    this.nextIt = 0;
    this.pc = 0;
    this.next = 0;
    this.thumb = true; // EPSR.T, without which no instruction can be executed
    this.exclusive = false; // the local monitor of LDREX and STREX
    this.event = false;
    this.asleep = false;
    this.stopped = false;
    this.left = 0; // instructions that the current run() may still execute
    this.ramBase = bus.ramBase;
    this.ramSize = bus.ram.length;
    this.ram8 = bus.ram;
    this.ram16 = new Uint16Array(bus.ram.buffer);
    this.ram32 = new Int32Array(bus.ram.buffer);
    this.window = NOWHERE;
    this.narrow = new Array(1 << 16).fill(null);
    this.narrowInIt = new Array(1 << 16).fill(null);
    this.wideKeys = new Int32Array(WIDE_SLOTS);
    this.wide = new Array(WIDE_SLOTS).fill(null);
    this.coprocessors = new Array(16).fill(null);
    this.mpu = new Mpu(this);
    this.fpu = new Fpu(this);
    this.exceptions = new Exceptions(this);
  }

  // Starts at a vector table: the stack, then the first instruction.
  reset(vectors) {
    this.exceptions.vectors = vectors;
    this.r[13] = this.bus.read(vectors, 4);
    this.r[14] = -1;
    this.next = this.bus.read(vectors + 4, 4) & ~1;
  }

  // Executes up to `count` instructions; stops early where it sleeps or cannot go on.
  run(count) {
    this.left = count;
    while (this.left > 0 && !this.asleep && !this.stopped) {
      try {
        this.execute();
      } catch (fault) {
        if (!(fault instanceof Fault)) {
          throw fault;
        }
        this.left--;
        this.next = this.pc;
        this.exceptions.raise(fault);
      }
    }
  }

  execute() {
    const { r, exceptions } = this;
    while (this.left > 0) {
      if (exceptions.attention && exceptions.attend()) {
        continue;
      }
      if (this.asleep || this.stopped) {
        return;
      }
      const pc = this.next;
      this.pc = pc;
      r[15] = pc + 4;
      const code = this.fetch(pc);
      let perform;
      if (code < FIRST_WIDE) {
        this.next = pc + 2;
        perform = this.it === 0 ? this.narrow[code] : this.narrowInIt[code];
        if (perform === null) {
          perform = decodeNarrow(this, code, this.it !== 0);
          (this.it === 0 ? this.narrow : this.narrowInIt)[code] = perform;
        }
      } else {
        this.next = pc + 4;
        const key = (code << 16) | this.fetch(pc + 2);
        const slot = (pc >>> 1) & (WIDE_SLOTS - 1);
        if (this.wideKeys[slot] !== key) {
          this.wide[slot] = decodeWide(this, key);
          this.wideKeys[slot] = key;
        }
        perform = this.wide[slot];
      }
      if (this.it === 0) {
        perform();
      } else {
        this.performInIt(perform);
      }
      this.left--;
    }
  }

  performInIt(perform) {
    const { it } = this;
    this.nextIt = (it & 7) === 0 ? 0 : (it & 0xe0) | ((it << 1) & 0x1f);
    if (this.passes(it >> 4)) {
      perform();
    }
    this.it = this.nextIt;
  }

  fetch(address) {
    const { window } = this;
    const at = (address - window.base) >>> 0;
    return at < window.size ? window.halves[at >> 1] : this.fetchElsewhere(address >>> 0);
  }

  fetchElsewhere(address) {
    const found = this.bus.codeWindow(address);
    if (found === null) {
      throw new Fault(BUS_FAULT, FAULT.IBUSERR);
    }
    this.window = this.mpu.on ? this.mpu.narrowed(found, address) : found;
    return this.fetch(address);
  }

  // What may be fetched changed.
  forgetWindow() {
    this.window = NOWHERE;
  }

  passes(condition) {
    switch (condition >> 1) {
      case 0:
        return this.z !== ((condition & 1) === 1);
      case 1:
        return this.c !== ((condition & 1) === 1);
      case 2:
        return this.n !== ((condition & 1) === 1);
      case 3:
        return this.v !== ((condition & 1) === 1);
      case 4:
        return (this.c && !this.z) !== ((condition & 1) === 1);
      case 5:
        return (this.n === this.v) !== ((condition & 1) === 1);
      case 6:
        return (this.n === this.v && !this.z) !== ((condition & 1) === 1);
      default:
        return true;
    }
  }

  setNZ(result) {
    this.n = result < 0;
    this.z = result === 0;
  }

  // a + b + carry, with all four flags.
  addWithFlags(a, b, carry) {
    const result = (a + b + carry) | 0;
    this.n = result < 0;
    this.z = result === 0;
    this.c = ((a & b) | ((a | b) & ~result)) < 0;
    this.v = ((a ^ result) & (b ^ result)) < 0;
    return result;
  }

  // Arithmetic that names SP may not carry it below its limit.
  setStack(value) {
    const to = value & ~3;
    if (to >>> 0 < this.exceptions.stackLimit() >>> 0) {
      throw new Fault(USAGE_FAULT, FAULT.STKOF);
    }
    this.r[13] = to;
  }

  setRegister(d, value) {
    if (d === 13) {
      this.setStack(value);
    } else {
      this.r[d] = value;
    }
  }

  branch(address) {
    this.next = address & ~1;
  }

  // BX, BLX and loads to PC: bit 0 says which instruction set follows, and there is one only.
  branchExchange(address) {
    if (address >>> 24 === 0xff && this.exceptions.current !== 0) {
      this.exceptions.leave(address);
      return;
    }
    this.next = address & ~1;
    if ((address & 1) === 0) {
      this.leaveThumb();
    }
  }

  // There is no other instruction set: the next instruction faults.
  leaveThumb() {
    this.thumb = false;
    this.pc = this.next;
    throw new Fault(USAGE_FAULT, FAULT.INVSTATE);
  }

  undefinedInstruction(text) {
    this.onRemark(`undefined instruction ${text} at ${(this.pc >>> 0).toString(16)}`);
    throw new Fault(USAGE_FAULT, FAULT.UNDEFINSTR);
  }

  load32(address) {
    const at = (address - this.ramBase) >>> 0;
    if (this.mpu.on) {
      this.mpu.admitRead(address, 4);
    }
    if (at < this.ramSize && (at & 3) === 0) {
      return this.ram32[at >> 2];
    }
    return this.loadElsewhere(address >>> 0, 4) | 0;
  }

  load16(address) {
    const at = (address - this.ramBase) >>> 0;
    if (this.mpu.on) {
      this.mpu.admitRead(address, 2);
    }
    if (at < this.ramSize && (at & 1) === 0) {
      return this.ram16[at >> 1];
    }
    return this.loadElsewhere(address >>> 0, 2);
  }

  load8(address) {
    const at = (address - this.ramBase) >>> 0;
    if (this.mpu.on) {
      this.mpu.admitRead(address, 1);
    }
    return at < this.ramSize ? this.ram8[at] : this.loadElsewhere(address >>> 0, 1);
  }

  store32(address, value) {
    const at = (address - this.ramBase) >>> 0;
    if (this.mpu.on) {
      this.mpu.admitWrite(address, 4);
    }
    if (at < this.ramSize && (at & 3) === 0) {
      this.ram32[at >> 2] = value;
    } else {
      this.storeElsewhere(address >>> 0, value, 4);
    }
  }

  store16(address, value) {
    const at = (address - this.ramBase) >>> 0;
    if (this.mpu.on) {
      this.mpu.admitWrite(address, 2);
    }
    if (at < this.ramSize && (at & 1) === 0) {
      this.ram16[at >> 1] = value;
    } else {
      this.storeElsewhere(address >>> 0, value & 0xffff, 2);
    }
  }

  store8(address, value) {
    const at = (address - this.ramBase) >>> 0;
    if (this.mpu.on) {
      this.mpu.admitWrite(address, 1);
    }
    if (at < this.ramSize) {
      this.ram8[at] = value;
    } else {
      this.storeElsewhere(address >>> 0, value & 0xff, 1);
    }
  }

  // For what the architecture never lets be unaligned: pairs, lists, exclusives.
  loadWord(address) {
    this.demandAlignment(address, 4);
    return this.load32(address);
  }

  storeWord(address, value) {
    this.demandAlignment(address, 4);
    this.store32(address, value);
  }

  demandAlignment(address, size) {
    if ((address & (size - 1)) !== 0) {
      throw new Fault(USAGE_FAULT, FAULT.UNALIGNED);
    }
  }

  loadElsewhere(address, size) {
    try {
      if ((address & (size - 1)) === 0) {
        return this.bus.read(address, size);
      }
      this.refuseUnaligned();
      let value = 0;
      for (let i = 0; i < size; i++) {
        value |= this.bus.read((address + i) >>> 0, 1) << (8 * i);
      }
      return value;
    } catch (error) {
      throw this.faultOf(error, address);
    }
  }

  storeElsewhere(address, value, size) {
    try {
      if ((address & (size - 1)) === 0) {
        this.bus.write(address, value, size);
        return;
      }
      this.refuseUnaligned();
      for (let i = 0; i < size; i++) {
        this.bus.write((address + i) >>> 0, (value >>> (8 * i)) & 0xff, 1);
      }
    } catch (error) {
      throw this.faultOf(error, address);
    }
  }

  refuseUnaligned() {
    if (this.exceptions.trapsUnaligned) {
      throw new Fault(USAGE_FAULT, FAULT.UNALIGNED);
    }
  }

  faultOf(error, address) {
    return error instanceof BusError ? new Fault(BUS_FAULT, FAULT.PRECISERR, address) : error;
  }

  memoryFault(status, address) {
    return new Fault(MEM_MANAGE, status, address);
  }

  // The flags of XPSR, without the number of the exception.
  get flags() {
    return (
      ((this.n ? 8 : 0) | (this.z ? 4 : 0) | (this.c ? 2 : 0) | (this.v ? 1 : 0)) << 28 |
      (this.q ? 1 << 27 : 0) |
      (this.ge << 16)
    );
  }

  setFlags(word) {
    this.n = (word & (1 << 31)) !== 0;
    this.z = (word & (1 << 30)) !== 0;
    this.c = (word & (1 << 29)) !== 0;
    this.v = (word & (1 << 28)) !== 0;
    this.q = (word & (1 << 27)) !== 0;
  }
}

// Nothing answers at an address.
export class BusError extends Error {}
