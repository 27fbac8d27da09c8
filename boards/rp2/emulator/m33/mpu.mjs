// The memory protection unit of Armv8-M (PMSAv8): regions that permit, a background for privileged code, and
// a fault for all else. It is asked at each access, so it keeps the last interval of addresses that had one answer.

import { FAULT } from "./exceptions.mjs";

export const REGIONS = 8;
const CTRL = { enable: 1, inFaults: 2, background: 4 };
const SIZE_OF_ALL = 2 ** 32;
const SYSTEM = 0xe0000000; // never executed, never protected

// What the memory map itself forbids (Armv8-M, B8.1): code in device memory.
const DEFAULT_NEVER = [
  [0x40000000, 0x60000000],
  [0xa0000000, SIZE_OF_ALL],
];

export class Mpu {
  constructor(core) {
    this.core = core;
    this.control = 0;
    this.number = 0;
    this.bases = new Uint32Array(REGIONS); // RBAR
    this.limits = new Uint32Array(REGIONS); // RLAR
    this.attributes = new Uint32Array(2); // MAIR: of no effect here
    this.on = false;
    this.changed();
  }

  // Registers, privilege or the running exception changed.
  changed() {
    const { exceptions } = this.core;
    const inFault = exceptions !== undefined && exceptions.executionPriority() < 0;
    this.on = (this.control & CTRL.enable) !== 0 && (!inFault || (this.control & CTRL.inFaults) !== 0);
    this.readable = { base: 0, size: 0 };
    this.writable = { base: 0, size: 0 };
    this.core.forgetWindow();
  }

  admitRead(address, size) {
    const { base, size: length } = this.readable;
    if ((address - base) >>> 0 > length - size) {
      this.readable = this.admitted(address >>> 0, size, (rights) => rights.read);
    }
  }

  admitWrite(address, size) {
    const { base, size: length } = this.writable;
    if ((address - base) >>> 0 > length - size) {
      this.writable = this.admitted(address >>> 0, size, (rights) => rights.write);
    }
  }

  // The interval around an address that allows this access; a fault where none does.
  admitted(address, size, allows) {
    const found = this.interval(address);
    if (!allows(found)) {
      throw this.core.memoryFault(FAULT.DACCVIOL, address);
    }
    const last = address + size - 1;
    if (last >= found.base + found.size && !allows(this.interval(last >>> 0))) {
      throw this.core.memoryFault(FAULT.DACCVIOL, address);
    }
    return found;
  }

  // The part of a window of code from which instructions may be fetched at `address`.
  narrowed(window, address) {
    const found = this.interval(address);
    if (!found.execute) {
      throw this.core.memoryFault(FAULT.IACCVIOL);
    }
    const base = Math.max(window.base, found.base);
    const end = Math.min(window.base + window.size, found.base + found.size);
    return { base, size: end - base, halves: window.halves.subarray((base - window.base) / 2, (end - window.base) / 2) };
  }

  // The rights at an address and the addresses around it that share them.
  interval(address) {
    let base = 0;
    let end = SIZE_OF_ALL;
    const hits = [];
    const edges = address >= SYSTEM ? [] : [SYSTEM, ...DEFAULT_NEVER.flat()];
    for (let i = 0; i < REGIONS; i++) {
      if ((this.limits[i] & 1) !== 0) {
        const [low, high] = [(this.bases[i] & ~31) >>> 0, ((this.limits[i] | 31) >>> 0) + 1];
        edges.push(low, high);
        if (address >= low && address < high) {
          hits.push(i);
        }
      }
    }
    for (const edge of edges) {
      if (edge <= address) {
        base = Math.max(base, edge);
      } else {
        end = Math.min(end, edge);
      }
    }
    return { base, size: end - base, hits, ...this.rights(address, hits) };
  }

  rights(address, hits) {
    const { privileged } = this.core.exceptions;
    if (address >= SYSTEM) {
      return { read: true, write: true, execute: false }; // the private bus judges for itself
    }
    const never = DEFAULT_NEVER.some(([low, high]) => address >= low && address < high);
    if (hits.length === 0) {
      const background = privileged && (this.control & CTRL.background) !== 0;
      return { read: background, write: background, execute: background && !never };
    }
    if (hits.length > 1) {
      return { read: false, write: false, execute: false }; // regions may not overlap
    }
    const word = this.bases[hits[0]];
    const [forAll, readOnly] = [(word & 2) !== 0, (word & 4) !== 0];
    const read = privileged || forAll;
    return { read, write: read && !readOnly, execute: read && (word & 1) === 0 && !never };
  }

  // What TT answers: which region, whether it can be read and written; all of it Secure.
  describe(address) {
    const { hits, read, write } = this.on
      ? this.interval(address >>> 0)
      : { hits: [], read: true, write: true };
    const region = hits.length === 1 ? hits[0] | (1 << 16) : 0;
    return region | (read ? 1 << 18 : 0) | (write ? 1 << 19 : 0) | (1 << 22);
  }
}
