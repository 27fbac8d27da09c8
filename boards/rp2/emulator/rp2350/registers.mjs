// A block of registers that read as they were written, but for those that are told otherwise.

const XOR = 1;
const SET = 2;
const CLEAR = 3;

export class Registers {
  // `start` has values by offset; a register may be {read(), write(value)} instead of a value.
  constructor(start = {}) {
    this.words = new Map();
    this.special = new Map();
    for (const [offset, value] of Object.entries(start)) {
      if (typeof value === "object") {
        this.special.set(Number(offset), value);
      } else {
        this.words.set(Number(offset), value);
      }
    }
  }

  readUint32(offset) {
    const special = this.special.get(offset);
    return (special?.read === undefined ? (this.words.get(offset) ?? 0) : special.read()) >>> 0;
  }

  writeUint32(offset, value, raw = value) {
    const special = this.special.get(offset);
    if (special === undefined) {
      this.words.set(offset, value >>> 0);
    } else {
      special.write?.(value >>> 0, raw >>> 0);
    }
  }

  // The aliases of RP2350's blocks: write, toggle, set, clear.
  writeUint32Atomic(offset, value, kind) {
    switch (kind) {
      case XOR:
        return this.writeUint32(offset, this.readUint32(offset) ^ value, value);
      case SET:
        return this.writeUint32(offset, this.readUint32(offset) | value, value);
      case CLEAR:
        return this.writeUint32(offset, this.readUint32(offset) & ~value, value);
      default:
        return this.writeUint32(offset, value);
    }
  }
}
