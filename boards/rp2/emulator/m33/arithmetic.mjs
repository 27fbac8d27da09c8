// Data processing with a modified immediate, a plain immediate or a shifted register.

import { immediateShift, rotateRight, shifted, shiftWithCarry } from "./shift.mjs";
import { unknown } from "./wide.mjs";

// Operations that set N and Z by their result, and C by the shift of the second operand.
const LOGIC = {
  0: (a, b) => a & b,
  1: (a, b) => a & ~b,
  2: (a, b) => a | b,
  3: (a, b) => a | ~b,
  4: (a, b) => a ^ b,
};
const PACK = 6;
const [ADD, ADC, SBC, SUB, RSB] = [8, 10, 11, 13, 14];
const [ORR, ORN] = [2, 3];

// The constant of twelve bits (Armv8-M, C1.5.2), and the carry that it leaves: undefined where it leaves none.
function expand(bits) {
  const byte = bits & 0xff;
  switch (bits >> 8) {
    case 0:
      return [byte, undefined];
    case 1:
      return [(byte << 16) | byte, undefined];
    case 2:
      return [(byte << 24) | (byte << 8), undefined];
    case 3:
      return [(byte << 24) | (byte << 16) | (byte << 8) | byte, undefined];
    default: {
      const word = rotateRight(0x80 | (bits & 0x7f), bits >> 7);
      return [word, word < 0];
    }
  }
}

const twelveBits = (code) => ((code >> 15) & 0x800) | ((code >> 4) & 0x700) | (code & 0xff);

export function decodeImmediate(core, code) {
  const { r } = core;
  const { operation, sets, n, d } = fields(code);
  const [x, carry] = expand(twelveBits(code));
  if (operation in LOGIC) {
    return immediateLogic(core, LOGIC[operation], { operation, sets, n, d, x, carry });
  }
  const calculate = sum(core, operation);
  if (calculate === null) {
    return unknown(core, code);
  }
  if (sets) {
    if (d === 15) {
      return () => void calculate(r[n], x, true);
    }
    return () => void core.setRegister(d, calculate(r[n], x, true));
  }
  if (operation === ADD && d !== 13) {
    return () => void (r[d] = r[n] + x);
  }
  if (operation === SUB && d !== 13) {
    return () => void (r[d] = r[n] - x);
  }
  return () => core.setRegister(d, calculate(r[n], x, false));
}

function immediateLogic(core, calculate, { operation, sets, n, d, x, carry }) {
  const { r } = core;
  const alone = n === 15 && (operation === ORR || operation === ORN); // MOV, MVN
  const constant = calculate(0, x);
  if (!sets) {
    return alone ? () => void (r[d] = constant) : () => void (r[d] = calculate(r[n], x));
  }
  return () => {
    const result = alone ? constant : calculate(r[n], x);
    if (d !== 15) {
      r[d] = result;
    }
    core.setNZ(result);
    if (carry !== undefined) {
      core.c = carry;
    }
  };
}

const fields = (code) => ({
  operation: (code >> 21) & 15,
  sets: (code & (1 << 20)) !== 0,
  n: (code >> 16) & 15,
  d: (code >> 8) & 15,
});

// (a, b, sets) => result, of the operations that add; null for none of them.
function sum(core, operation) {
  const add = (a, b, carry, sets) => (sets ? core.addWithFlags(a, b, carry) : (a + b + carry) | 0);
  switch (operation) {
    case ADD:
      return (a, b, sets) => add(a, b, 0, sets);
    case ADC:
      return (a, b, sets) => add(a, b, core.c ? 1 : 0, sets);
    case SBC:
      return (a, b, sets) => add(a, ~b, core.c ? 1 : 0, sets);
    case SUB:
      return (a, b, sets) => add(a, ~b, 1, sets);
    case RSB:
      return (a, b, sets) => add(~a, b, 1, sets);
    default:
      return null;
  }
}

export function decodeShifted(core, code) {
  const { operation, sets, n, d } = fields(code);
  const m = code & 15;
  const [type, amount] = immediateShift((code >> 4) & 3, ((code >> 10) & 0x1c) | ((code >> 6) & 3));
  if (operation === PACK) {
    return sets ? unknown(core, code) : pack(core, code, { n, d, m, type, amount });
  }
  if (operation in LOGIC) {
    return shiftedLogic(core, { operation, sets, n, d, m, type, amount });
  }
  const calculate = sum(core, operation);
  if (calculate === null) {
    return unknown(core, code);
  }
  return shiftedSum(core, calculate, { operation, sets, n, d, m, type, amount });
}

function shiftedSum(core, calculate, { operation, sets, n, d, m, type, amount }) {
  const { r } = core;
  if (!sets && type === 0 && d !== 13 && operation === ADD) {
    return () => void (r[d] = r[n] + (r[m] << amount));
  }
  if (!sets && type === 0 && d !== 13 && operation === SUB) {
    return () => void (r[d] = r[n] - (r[m] << amount));
  }
  const run = () => calculate(r[n], shifted(r[m], type, amount, core.c), sets);
  return sets && d === 15 ? () => void run() : () => core.setRegister(d, run());
}

function shiftedLogic(core, { operation, sets, n, d, m, type, amount }) {
  const { r } = core;
  const calculate = LOGIC[operation];
  const alone = n === 15 && (operation === ORR || operation === ORN);
  if (alone && !sets && operation === ORR && d !== 13) {
    return () => void (r[d] = shifted(r[m], type, amount, core.c));
  }
  if (!sets) {
    return () => void (r[d] = calculate(alone ? 0 : r[n], shifted(r[m], type, amount, core.c)));
  }
  return () => {
    const x = shiftWithCarry(core, r[m], type, amount);
    const result = calculate(alone ? 0 : r[n], x);
    if (d !== 15) {
      r[d] = result;
    }
    core.setNZ(result);
  };
}

function pack(core, code, { n, d, m, type, amount }) {
  const { r } = core;
  if ((code & 0x10) !== 0) {
    return unknown(core, code);
  }
  const upper = type === 0; // PKHBT keeps the low half of the first operand
  return () => {
    const x = shifted(r[m], type, amount, false);
    r[d] = upper ? (x & 0xffff0000) | (r[n] & 0xffff) : (r[n] & 0xffff0000) | (x & 0xffff);
  };
}

export function decodePlain(core, code) {
  const { r } = core;
  const [n, d] = [(code >> 16) & 15, (code >> 8) & 15];
  const x = twelveBits(code);
  switch ((code >> 20) & 0x1f) {
    case 0b00000:
      return offset(core, n, d, x);
    case 0b01010:
      return offset(core, n, d, -x);
    case 0b00100: {
      const word = ((code >> 4) & 0xf000) | x;
      return () => void (r[d] = word);
    }
    case 0b01100: {
      const word = ((code >> 4) & 0xf000) | x;
      return () => void (r[d] = (word << 16) | (r[d] & 0xffff));
    }
    default:
      return bitField(core, code, n, d);
  }
}

function offset(core, n, d, x) {
  const { r } = core;
  if (n === 15) {
    return () => void (r[d] = (r[15] & ~3) + x);
  }
  return d === 13 ? () => core.setStack(r[n] + x) : () => void (r[d] = r[n] + x);
}

function bitField(core, code, n, d) {
  const { r } = core;
  const lsb = ((code >> 10) & 0x1c) | ((code >> 6) & 3);
  const last = code & 31;
  switch ((code >> 20) & 0x1f) {
    case 0b10100: {
      const up = 31 - lsb - last;
      return up < 0 ? unknown(core, code) : () => void (r[d] = (r[n] << up) >> (31 - last));
    }
    case 0b11100: {
      const mask = 0xffffffff >>> (31 - last);
      return () => void (r[d] = (r[n] >>> lsb) & mask);
    }
    case 0b10110: {
      if (last < lsb) {
        return unknown(core, code);
      }
      const mask = (0xffffffff >>> (31 - last + lsb)) << lsb;
      return n === 15
        ? () => void (r[d] &= ~mask)
        : () => void (r[d] = (r[d] & ~mask) | ((r[n] << lsb) & mask));
    }
    case 0b10000:
    case 0b10010:
    case 0b11000:
    case 0b11010:
      return saturation(core, code, { n, d, lsb, last });
    default:
      return unknown(core, code);
  }
}

// A value kept between two bounds; Q says that it was not there before.
export function saturate(core, x, low, high) {
  if (x < low || x > high) {
    core.q = true;
    return x < low ? low : high;
  }
  return x;
}

function saturation(core, code, { n, d, lsb, last }) {
  const { r } = core;
  const unsigned = (code & (1 << 23)) !== 0;
  const low = unsigned ? 0 : -(2 ** last);
  const high = 2 ** last - 1;
  const halves = (code & (1 << 21)) !== 0 && lsb === 0;
  if (halves) {
    return () => {
      const bottom = saturate(core, (r[n] << 16) >> 16, low, high);
      const top = saturate(core, r[n] >> 16, low, high);
      r[d] = (top << 16) | (bottom & 0xffff);
    };
  }
  const [type, amount] = (code & (1 << 21)) !== 0 ? [2, lsb] : [0, lsb];
  return () => void (r[d] = saturate(core, shifted(r[n], type, amount, false), low, high));
}
