// The RP2350's double coprocessor, by what its sequences are for (pico-sdk, hardware/dcp_canned.inc.S).
//
// The chip's adds in steps and leaves products to the core's multiplier. Here the operands are kept, the steps
// between do nothing, and the instruction that reads a result computes it. Any other use is refused.

const cell = new DataView(new ArrayBuffer(8));

function numberOf(low, high) {
  cell.setUint32(0, low, true);
  cell.setUint32(4, high, true);
  return cell.getFloat64(0, true);
}

function wordsOf(number) {
  cell.setFloat64(0, number, true);
  return [cell.getInt32(0, true), cell.getInt32(4, true)];
}

function floatOf(word) {
  cell.setUint32(0, word, true);
  return cell.getFloat32(0, true);
}

function floatWord(number) {
  cell.setFloat32(0, number, true);
  return cell.getInt32(0, true);
}

// Numbers too small for a whole fraction are zero to this unit.
const flushed = (x) => (Math.abs(x) < 2 ** -1022 ? 0 * x : x);

const RESULTS = [
  (x, y) => x + y,
  (x, y) => x - y,
  (x, y) => x * y,
  (x, y) => x / y,
  (x) => Math.sqrt(x),
  (x) => x,
];
const bounded = (x, low, high) => (Number.isNaN(x) ? 0 : Math.min(Math.max(x, low), high));
const nearest = (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

export class DoubleCoprocessor {
  constructor(unknown) {
    this.unknown = unknown;
    this.x = this.y = 0;
    this.engaged = false; // somebody is in the middle of a sequence
    this.round = Math.trunc;
  }

  writePair(code, low, high) {
    const [operation, register] = [(code >>> 4) & 15, code & 15];
    this.engaged = true;
    switch ((operation << 4) | register) {
      case 0x00: // a saved context comes back
      case 0x10:
      case 0x80:
        this.x = flushed(numberOf(low, high));
        this.y = register === 0 && operation === 8 ? 0 : this.y;
        return;
      case 0x01:
      case 0x11:
        this.y = flushed(numberOf(low, high));
        return;
      case 0x02: // what a saved context has besides
        this.engaged = (low & 1) !== 0;
        return;
      case 0x12:
        [this.x, this.y] = [floatOf(low), floatOf(high)];
        return;
      case 0x60:
        [this.x, this.y] = [low >>> 0, 0];
        return;
      case 0x70:
        [this.x, this.y] = [low, 0];
        return;
      case 0x92:
        [this.x, this.y] = [floatOf(low), 0];
        return;
      case 0x20: // partial products
      case 0x30:
      case 0x40:
      case 0x50:
      case 0xa0:
      case 0xb0:
      case 0xc0:
        return;
      default:
        this.unknown(code);
    }
  }

  readPair(code) {
    const [operation, register] = [(code >>> 4) & 15, code & 15];
    const releases = (code & (1 << 28)) === 0;
    const was = this.engaged;
    if (register === 0 && (operation & 1) === 1 && operation < 12) {
      this.engaged = this.engaged && !releases;
      return wordsOf(flushed(RESULTS[operation >> 1](this.x, this.y)));
    }
    switch (register) {
      case 1: // what the core is to multiply: not needed
      case 4:
      case 5:
        return [0, 0];
      case 8:
        return wordsOf(this.x);
      case 9:
        return wordsOf(this.y);
      case 10:
        this.engaged = this.engaged && !releases;
        return [was ? 1 : 0, 0];
      default:
        return this.unknown(code);
    }
  }

  read(code) {
    const [register, operation] = [code & 15, (code >>> 5) & 7];
    const releases = (code & (1 << 28)) === 0;
    if (register === 0 && operation === 1) {
      return this.comparison(releases);
    }
    this.engaged = this.engaged && !releases;
    if (register === 2 && operation < RESULTS.length) {
      return floatWord(RESULTS[operation](this.x, this.y));
    }
    if (register === 3 && operation < 2) {
      const [low, high] = operation === 0 ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1];
      return bounded(this.round(this.x), low, high) | 0;
    }
    return this.unknown(code);
  }

  // N says that the unit is engaged, Z and C how the operands compare, V that they do not.
  comparison(releases) {
    const { x, y } = this;
    const flags = x === y ? 6 : x > y ? 2 : x < y ? 0 : 1;
    const engaged = this.engaged && !releases ? 8 : 0;
    this.engaged = this.engaged && !releases;
    return (flags | engaged) << 28;
  }

  // The steps between.
  perform(code) {
    const [operation, register, detail] = [(code >>> 20) & 15, code & 15, (code >>> 5) & 7];
    if (operation === 8 && register === 0 && detail >= 2) {
      this.round = detail === 2 ? Math.trunc : nearest;
    } else if (operation > 2 && operation !== 8) {
      this.unknown(code);
    }
  }

  write(code) {
    this.unknown(code);
  }
}
