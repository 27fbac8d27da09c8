// Multiplication, with and without accumulation, and division.

import { Fault } from "./core.mjs";
import { FAULT, USAGE_FAULT } from "./exceptions.mjs";
import { unknown } from "./wide.mjs";

const bottom = (x) => (x << 16) >> 16;
const top = (x) => x >> 16;
const half = (x, upper) => (upper ? top(x) : bottom(x));
const swapped = (x) => (x << 16) | (x >>> 16);

// The upper word of an unsigned product.
function upperUnsigned(a, b) {
  const [al, ah, bl, bh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const first = ah * bl + ((al * bl) >>> 16);
  const second = al * bh + (first & 0xffff);
  return (ah * bh + (first >>> 16) + (second >>> 16)) | 0;
}

function upperSigned(a, b) {
  return (upperUnsigned(a, b) - (a < 0 ? b : 0) - (b < 0 ? a : 0)) | 0;
}

// A sum that sticks out of a word sets Q, and wraps.
function added(core, x) {
  if (x !== (x | 0)) {
    core.q = true;
  }
  return x | 0;
}

export function decodeMultiply(core, code) {
  const { r } = core;
  const [n, a, d, m] = [(code >> 16) & 15, (code >> 12) & 15, (code >> 8) & 15, code & 15];
  const [kind, detail] = [(code >> 20) & 7, (code >> 4) & 15];
  const base = a === 15 ? () => 0 : () => r[a];
  if (detail > 3) {
    return unknown(core, code);
  }
  const [first, second] = [(detail & 2) !== 0, (detail & 1) !== 0];
  switch (kind) {
    case 0:
      if (detail === 0) {
        return a === 15
          ? () => void (r[d] = Math.imul(r[n], r[m]))
          : () => void (r[d] = r[a] + Math.imul(r[n], r[m]));
      }
      return detail === 1 ? () => void (r[d] = r[a] - Math.imul(r[n], r[m])) : unknown(core, code);
    case 1:
      return () => void (r[d] = added(core, half(r[n], first) * half(r[m], second) + base()));
    case 3:
      return first
        ? unknown(core, code)
        : () => void (r[d] = added(core, wordByHalf(r[n], half(r[m], second)) + base()));
    case 2:
    case 4:
      return first ? unknown(core, code) : dual(core, { n, a, d, m }, second, kind === 4);
    case 5:
    case 6:
      return first ? unknown(core, code) : upperWord(core, { n, a, d, m }, second, kind === 6);
    default:
      return detail === 0 ? () => void (r[d] = base() + differences(r[n], r[m])) : unknown(core, code);
  }
}

// 32 by 16 bits, without the lowest 16 of the product.
const wordByHalf = (x, y) => Math.floor((x * y) / 65536);

function dual(core, { n, a, d, m }, crosses, subtracts) {
  const { r } = core;
  return () => {
    const y = crosses ? swapped(r[m]) : r[m];
    const [low, high] = [bottom(r[n]) * bottom(y), top(r[n]) * top(y)];
    r[d] = added(core, (subtracts ? low - high : low + high) + (a === 15 ? 0 : r[a]));
  };
}

function upperWord(core, { n, a, d, m }, rounds, subtracts) {
  const { r } = core;
  return () => {
    const product = BigInt(r[n]) * BigInt(r[m]);
    const base = a === 15 ? 0n : BigInt(r[a]) << 32n;
    const sum = (subtracts ? base - product : base + product) + (rounds ? 0x80000000n : 0n);
    r[d] = Number(BigInt.asIntN(32, sum >> 32n));
  };
}

function differences(x, y) {
  let sum = 0;
  for (let i = 0; i < 32; i += 8) {
    sum += Math.abs(((x >>> i) & 0xff) - ((y >>> i) & 0xff));
  }
  return sum;
}

export function decodeLong(core, code) {
  const { r } = core;
  const [n, low, high, m] = [(code >> 16) & 15, (code >> 12) & 15, (code >> 8) & 15, code & 15];
  const operands = { n, low, high, m };
  const detail = (code >> 4) & 15;
  switch ((((code >> 20) & 7) << 4) | detail) {
    case 0x00:
      return product(core, operands, upperSigned);
    case 0x20:
      return product(core, operands, upperUnsigned);
    case 0x1f:
      return () => void (r[high] = divided(core, r[n], r[m]));
    case 0x3f:
      return () => void (r[high] = divided(core, r[n] >>> 0, r[m] >>> 0));
    case 0x40:
      return accumulated(core, operands, upperSigned);
    case 0x60:
      return accumulated(core, operands, upperUnsigned);
    case 0x66:
      return twoAdded(core, operands);
    default:
      return decodeLongHalves(core, code, operands);
  }
}

function divided(core, a, b) {
  if (b !== 0) {
    return Math.trunc(a / b);
  }
  if (core.exceptions.trapsDivision) {
    throw new Fault(USAGE_FAULT, FAULT.DIVBYZERO);
  }
  return 0;
}

function product(core, { n, low, high, m }, upper) {
  const { r } = core;
  return () => {
    const [x, y] = [r[n], r[m]];
    r[low] = Math.imul(x, y);
    r[high] = upper(x, y);
  };
}

function addPair(r, low, high, lower, upper) {
  const sum = (r[low] >>> 0) + (lower >>> 0);
  r[low] = sum;
  r[high] = r[high] + upper + (sum > 0xffffffff ? 1 : 0);
}

function accumulated(core, { n, low, high, m }, upper) {
  const { r } = core;
  return () => {
    const [x, y] = [r[n], r[m]];
    addPair(r, low, high, Math.imul(x, y), upper(x, y));
  };
}

// UMAAL adds both words to the product, which cannot stick out.
function twoAdded(core, { n, low, high, m }) {
  const { r } = core;
  return () => {
    const [x, y, other] = [r[n], r[m], r[high]];
    r[high] = 0;
    addPair(r, low, high, other, 0);
    addPair(r, low, high, Math.imul(x, y), upperUnsigned(x, y));
  };
}

// SMLALBB and its kin, SMLALD, SMLSLD.
function decodeLongHalves(core, code, { n, low, high, m }) {
  const { r } = core;
  const [kind, detail] = [(code >> 20) & 7, (code >> 4) & 15];
  const add = (x) => addPair(r, low, high, x, Math.floor(x / 2 ** 32));
  if (kind === 4 && (detail & 12) === 8) {
    const [first, second] = [(detail & 2) !== 0, (detail & 1) !== 0];
    return () => add(half(r[n], first) * half(r[m], second));
  }
  if ((kind !== 4 && kind !== 5) || (detail & 14) !== 12) {
    return unknown(core, code);
  }
  const crosses = (detail & 1) !== 0;
  return () => {
    const y = crosses ? swapped(r[m]) : r[m];
    const [lower, upper] = [bottom(r[n]) * bottom(y), top(r[n]) * top(y)];
    add(kind === 5 ? lower - upper : lower + upper);
  };
}
