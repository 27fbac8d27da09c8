// The floating-point extension of a Cortex-M33: FPv5, single precision, sixteen double registers that are only moved.
//
// Numbers are computed as JavaScript's doubles and rounded to single once. What is not modelled: the
// cumulative exception flags, and a rounding mode or flush to zero in FPSCR; to set those stops with a remark.

import { Fault } from "./core.mjs";
import { FAULT, USAGE_FAULT } from "./exceptions.mjs";

const CP10 = 3 << 20; // of CPACR
const [FPCA, SFPA] = [4, 8]; // of CONTROL
const DEFAULT_NAN = 0x7fc00000;
const QUIET = 0x00400000;
const DEFAULT_NAN_MODE = 1 << 25;
const NOT_MODELLED = (1 << 26) | (1 << 24) | (3 << 22); // alternative halves, flush to zero, rounding
const WRITABLE = 0xf7c0009f | 0;

const doubleCell = new Float64Array(1);
const doubleBits = new BigInt64Array(doubleCell.buffer);

export const isNaNWord = (x) => (x & 0x7fffffff) > 0x7f800000;
const isSignalling = (x) => isNaNWord(x) && (x & QUIET) === 0;

export class Fpu {
  constructor(core) {
    this.core = core;
    this.words = new Int32Array(32);
    this.numbers = new Float32Array(this.words.buffer);
    this.scratch = new Float32Array(1);
    this.scratchWord = new Int32Array(this.scratch.buffer);
    this.access = 0; // CPACR
    this.status = 0; // FPSCR
    this.initialStatus = 0; // FPDSCR: what a new context begins with
  }

  // Each instruction asks first; the context is then one that an exception has to keep.
  demand() {
    const { exceptions } = this.core;
    const allowed = (this.access & CP10) >>> 20;
    if (allowed === 0 || (allowed === 1 && !exceptions.privileged)) {
      throw new Fault(USAGE_FAULT, FAULT.NOCP);
    }
    if ((exceptions.control & FPCA) === 0) {
      exceptions.control |= FPCA | SFPA;
      this.status = this.initialStatus;
    }
  }

  setStatus(word) {
    if ((word & NOT_MODELLED) !== 0) {
      this.core.onRemark(`FPSCR ${(word >>> 0).toString(16)} asks for what is not modelled`);
      throw new Fault(USAGE_FAULT, FAULT.UNDEFINSTR);
    }
    this.status = word & WRITABLE;
  }

  // The NaN that an operation on these words gives, or 0 where none of them is one.
  nanOf(...words) {
    const found = words.find(isSignalling) ?? words.find(isNaNWord);
    if (found === undefined) {
      return 0;
    }
    return (this.status & DEFAULT_NAN_MODE) !== 0 ? DEFAULT_NAN : found | QUIET;
  }

  // A number as its word; an operation that makes a NaN of numbers makes the default one.
  wordOf(number) {
    if (number !== number) {
      return DEFAULT_NAN;
    }
    this.scratch[0] = number;
    return this.scratchWord[0];
  }

  // The word of calculate(a, b).
  binary(a, b, calculate) {
    if (isNaNWord(a) || isNaNWord(b)) {
      return this.nanOf(a, b);
    }
    const x = this.numberOf(a);
    return this.wordOf(calculate(x, this.numberOf(b)));
  }

  unary(a, calculate) {
    return isNaNWord(a) ? this.nanOf(a) : this.wordOf(calculate(this.numberOf(a)));
  }

  // A whole number between two bounds, as its word.
  integerOf(a, round, low, high) {
    return isNaNWord(a) ? 0 : Math.min(Math.max(round(this.numberOf(a)), low), high) | 0;
  }

  // VMAXNM and VMINNM prefer a number to a quiet NaN.
  extreme(a, b, low) {
    if (isSignalling(a) || isSignalling(b) || (isNaNWord(a) && isNaNWord(b))) {
      return this.nanOf(a, b);
    }
    if (isNaNWord(a) || isNaNWord(b)) {
      return isNaNWord(a) ? b : a;
    }
    return this.binary(a, b, low ? Math.min : Math.max);
  }

  ofHalf(half) {
    const [sign, exponent, fraction] = [(half & 0x8000) << 16, (half >> 10) & 31, half & 0x3ff];
    if (exponent === 31) {
      const word = sign | 0x7f800000 | (fraction << 13);
      return fraction === 0 ? word : this.nanOf(word);
    }
    const number = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
    return sign | this.wordOf(number);
  }

  // `word` with one half replaced by a number of half precision.
  withHalf(word, a, upper) {
    const half = this.halfOf(a);
    return upper ? (word & 0xffff) | (half << 16) : (word & ~0xffff) | half;
  }

  halfOf(a) {
    const sign = (a >>> 16) & 0x8000;
    if (isNaNWord(a)) {
      const word = this.nanOf(a);
      return ((word >>> 16) & 0x8000) | 0x7c00 | ((word >> 13) & 0x3ff);
    }
    const x = Math.abs(this.numberOf(a));
    if (x >= 65520) {
      return sign | 0x7c00;
    }
    const exponent = x < 2 ** -14 ? -14 : Math.floor(Math.log2(x));
    // A carry out of the fraction goes into the exponent, as it should.
    return sign | (((exponent + 14) << 10) + roundEven(x * 2 ** (10 - exponent)));
  }

  // sum + a * b with one rounding.
  fused(sum, a, b) {
    const [x, y, z] = [this.numberOf(a), this.numberOf(b), this.numberOf(sum)];
    if (isNaNWord(sum) || isNaNWord(a) || isNaNWord(b)) {
      const product = x * y;
      const invalid = product !== product && !isNaNWord(a) && !isNaNWord(b); // 0 * infinity before a quiet NaN
      return invalid && !isSignalling(sum) ? DEFAULT_NAN : this.nanOf(sum, a, b);
    }
    return this.wordOf(addOdd(x * y, z));
  }

  numberOf(word) {
    this.scratchWord[0] = word;
    return this.scratch[0];
  }

  // N, Z, C and V of FPSCR.
  compare(a, b) {
    const [x, y] = [this.numberOf(a), this.numberOf(b)];
    const flags = x === y ? 6 : x < y ? 8 : x > y ? 2 : 3;
    this.status = (this.status & 0x0fffffff) | (flags << 28);
  }
}

// a + b as a double that rounds to single as the exact sum does: where it is inexact, its last bit is odd.
export function addOdd(a, b) {
  const sum = a + b;
  if (!Number.isFinite(sum)) {
    return sum;
  }
  const other = sum - a;
  const rest = a - (sum - other) + (b - other);
  if (rest === 0) {
    return sum;
  }
  doubleCell[0] = sum;
  if ((doubleBits[0] & 1n) === 0n) {
    doubleBits[0] += rest > 0 === sum > 0 ? 1n : -1n;
  }
  return doubleCell[0];
}

// To the nearest whole number, the even one of two as near.
export function roundEven(x) {
  const down = Math.floor(x);
  const rest = x - down;
  const up = rest > 0.5 || (rest === 0.5 && down % 2 !== 0);
  const result = up ? down + 1 : down;
  return result === 0 ? (x < 0 || Object.is(x, -0) ? -0 : 0) : result;
}

// By the two bits of VRINTA and VCVTA: ties away from zero, to even, up, down.
export const ROUNDINGS = [
  (x) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5),
  roundEven,
  Math.ceil,
  Math.floor,
];
