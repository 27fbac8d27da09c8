// Data processing on registers alone: shifts, extensions, reversals, and the parallel arithmetic of the DSP extension.

import { saturate } from "./arithmetic.mjs";
import { reverseBytes, reverseHalves, reverseSigned } from "./narrow.mjs";
import { rotateRight, shifted, shiftWithCarry } from "./shift.mjs";
import { unknown } from "./wide.mjs";

const WORD = [-(2 ** 31), 2 ** 31 - 1];

export function decodeRegisters(core, code) {
  const operands = { n: (code >> 16) & 15, d: (code >> 8) & 15, m: code & 15 };
  const [kind, detail] = [(code >> 20) & 15, (code >> 4) & 15];
  if (((code >> 12) & 15) !== 15) {
    return unknown(core, code);
  }
  if (kind < 8) {
    return detail === 0 ? shiftBy(core, kind, operands) : extension(core, code, operands);
  }
  return detail < 8 ? parallel(core, code, operands) : single(core, code, operands);
}

function shiftBy(core, kind, { n, d, m }) {
  const { r } = core;
  const type = kind >> 1;
  if ((kind & 1) === 0) {
    return () => void (r[d] = shifted(r[n], type, r[m] & 0xff, false));
  }
  return () => {
    const result = shiftWithCarry(core, r[n], type, r[m] & 0xff);
    r[d] = result;
    core.setNZ(result);
  };
}

// By bits 22 to 20.
const EXTEND = [
  (x) => (x << 16) >> 16,
  (x) => x & 0xffff,
  (x) => ((x << 8) >> 24 << 16) | (((x << 24) >> 24) & 0xffff),
  (x) => x & 0x00ff00ff,
  (x) => (x << 24) >> 24,
  (x) => x & 0xff,
];

const addHalves = (a, b) => (((a >>> 16) + (b >>> 16)) << 16) | ((a + b) & 0xffff);

function extension(core, code, { n, d, m }) {
  const { r } = core;
  const kind = (code >> 20) & 7;
  const extend = EXTEND[kind];
  if ((code & 0xc0) !== 0x80 || extend === undefined) {
    return unknown(core, code);
  }
  const turn = ((code >> 4) & 3) << 3;
  if (n === 15) {
    return () => void (r[d] = extend(rotateRight(r[m], turn)));
  }
  if (kind === 2 || kind === 3) {
    return () => void (r[d] = addHalves(r[n], extend(rotateRight(r[m], turn))));
  }
  return () => void (r[d] = r[n] + extend(rotateRight(r[m], turn)));
}

function reverseBits(x) {
  let out = 0;
  for (let i = 0; i < 32; i++) {
    out = (out << 1) | ((x >>> i) & 1);
  }
  return out;
}

function single(core, code, { n, d, m }) {
  const { r } = core;
  const kept = (x) => saturate(core, x, ...WORD);
  switch (((code >> 16) & 0xf0) | ((code >> 4) & 15)) {
    case 0x88:
      return () => void (r[d] = kept(r[m] + r[n]));
    case 0x89:
      return () => void (r[d] = kept(r[m] + kept(2 * r[n])));
    case 0x8a:
      return () => void (r[d] = kept(r[m] - r[n]));
    case 0x8b:
      return () => void (r[d] = kept(r[m] - kept(2 * r[n])));
    case 0x98:
      return () => void (r[d] = reverseBytes(r[m]));
    case 0x99:
      return () => void (r[d] = reverseHalves(r[m]));
    case 0x9a:
      return () => void (r[d] = reverseBits(r[m]));
    case 0x9b:
      return () => void (r[d] = reverseSigned(r[m]));
    case 0xa8:
      return () => void (r[d] = select(core.ge, r[n], r[m]));
    case 0xb8:
      return () => void (r[d] = Math.clz32(r[m]));
    default:
      return unknown(core, code);
  }
}

function select(ge, a, b) {
  let mask = 0;
  for (let i = 0; i < 4; i++) {
    mask |= (ge >> i) & 1 ? 0xff << (8 * i) : 0;
  }
  return (a & mask) | (b & ~mask);
}

// What is added and subtracted, lane by lane, by bits 22 to 20; a cross exchanges the halves of the second.
const LANES = {
  0: { bits: 8, subtracts: [false, false, false, false] },
  1: { bits: 16, subtracts: [false, false] },
  2: { bits: 16, subtracts: [true, false], crosses: true },
  4: { bits: 8, subtracts: [true, true, true, true] },
  5: { bits: 16, subtracts: [true, true] },
  6: { bits: 16, subtracts: [false, true], crosses: true },
};

function parallel(core, code, { n, d, m }) {
  const { r } = core;
  const lanes = LANES[(code >> 20) & 7];
  const unsigned = (code & 0x40) !== 0;
  const manner = (code >> 4) & 3; // 0 flags, 1 saturates, 2 halves
  if (lanes === undefined || manner === 3) {
    return unknown(core, code);
  }
  const { bits, subtracts, crosses = false } = lanes;
  const mask = 2 ** bits - 1;
  const [low, high] = unsigned ? [0, mask] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  const lane = (x, i) => {
    const value = (x >>> (bits * i)) & mask;
    return unsigned || value <= high ? value : value - mask - 1;
  };
  const finish = [(x) => x, (x) => Math.min(Math.max(x, low), high), (x) => x >> 1][manner];
  return () => {
    const other = crosses ? rotateRight(r[m], 16) : r[m];
    let result = 0;
    let ge = 0;
    subtracts.forEach((subtract, i) => {
      const [a, b] = [lane(r[n], i), lane(other, i)];
      const x = subtract ? a - b : a + b;
      const greater = unsigned && !subtract ? x > mask : x >= 0;
      ge |= greater ? (bits === 8 ? 1 : 3) << ((bits / 8) * i) : 0;
      result |= (finish(x) & mask) << (bits * i);
    });
    r[d] = result;
    if (manner === 0) {
      core.ge = ge;
    }
  };
}
