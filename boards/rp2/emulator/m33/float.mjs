// The floating-point instructions, each as a closure over its registers.

import { roundEven, ROUNDINGS } from "./fpu.mjs";
import { writeBack } from "./transfer.mjs";
import { unknown } from "./wide.mjs";

const SIGN = 0x80000000 | 0;
const CORE_FLAGS = 15; // VMRS to PC's number copies the flags

// Registers of single precision have their lowest bit apart from the others, those of double the highest.
const single = (code, high, low) => (((code >> high) & 15) << 1) | ((code >> low) & 1);
const double = (code, high, low) => (((code >> high) & 15) | (((code >> low) & 1) << 4)) << 1;

// `perform` runs only where the unit is switched on.
function guarded(core, perform) {
  const { fpu } = core;
  return () => {
    fpu.demand();
    perform();
  };
}

export function decodeFloat(core, code) {
  const perform = decodeKind(core, code);
  return perform === null ? unknown(core, code) : guarded(core, perform);
}

function decodeKind(core, code) {
  const ofDouble = (code & 0x100) !== 0;
  if ((code & 0x02000000) === 0) {
    return (code & 0x01e00000) === 0x00400000 ? movePair(core, code, ofDouble) : memory(core, code, ofDouble);
  }
  if ((code & 0x10) !== 0) {
    return (code & 0x10000000) === 0 ? moveWord(core, code, ofDouble) : null;
  }
  if (ofDouble) {
    return null; // no double precision here
  }
  const registers = { d: single(code, 12, 22), n: single(code, 16, 7), m: single(code, 0, 5) };
  return (code & 0x10000000) === 0 ? arithmetic(core, code, registers) : selection(core, code, registers);
}

function memory(core, code, ofDouble) {
  const [before, up, writes, loads] = [24, 23, 21, 20].map((bit) => (code & (1 << bit)) !== 0);
  if (before && !writes) {
    return loadOrStore(core, code, { ofDouble, up, loads });
  }
  if (before === up) {
    return null;
  }
  return list(core, code, { ofDouble, up, writes, loads });
}

function loadOrStore(core, code, { ofDouble, up, loads }) {
  const { r, fpu } = core;
  const n = (code >> 16) & 15;
  const first = ofDouble ? double(code, 12, 22) : single(code, 12, 22);
  const x = (up ? 1 : -1) * ((code & 0xff) << 2);
  const base = n === 15 ? () => r[15] & ~3 : () => r[n];
  if (first + (ofDouble ? 2 : 1) > 32) {
    return null;
  }
  return () => {
    const at = base() + x;
    for (let i = 0; i < (ofDouble ? 2 : 1); i++) {
      if (loads) {
        fpu.words[first + i] = core.loadWord(at + 4 * i);
      } else {
        core.storeWord(at + 4 * i, fpu.words[first + i]);
      }
    }
  };
}

function list(core, code, { ofDouble, up, writes, loads }) {
  const { r, fpu } = core;
  const n = (code >> 16) & 15;
  const first = ofDouble ? double(code, 12, 22) : single(code, 12, 22);
  const size = (code & 0xff) << 2;
  const count = ofDouble ? (code & 0xfe) : code & 0xff;
  if (n === 15 || count === 0 || first + count > 32) {
    return null;
  }
  const start = up ? 0 : -size;
  const move = () => {
    for (let i = 0; i < count; i++) {
      if (loads) {
        fpu.words[first + i] = core.loadWord(r[n] + start + 4 * i);
      } else {
        core.storeWord(r[n] + start + 4 * i, fpu.words[first + i]);
      }
    }
  };
  return writes ? () => writeBack(core, n, r[n] + (up ? size : -size), move) : move;
}

function movePair(core, code, ofDouble) {
  const { r, fpu } = core;
  const [t, u] = [(code >> 12) & 15, (code >> 16) & 15];
  const m = ofDouble ? double(code, 0, 5) : single(code, 0, 5);
  if ((code & 0xd0) !== 0x10 || m > 30) {
    return null;
  }
  if ((code & (1 << 20)) !== 0) {
    return () => {
      r[t] = fpu.words[m];
      r[u] = fpu.words[m + 1];
    };
  }
  return () => {
    fpu.words[m] = r[t];
    fpu.words[m + 1] = r[u];
  };
}

function moveWord(core, code, ofDouble) {
  const { r, fpu } = core;
  const t = (code >> 12) & 15;
  const loads = (code & (1 << 20)) !== 0;
  const kind = (code >> 21) & 7;
  if (kind === 7 && !ofDouble) {
    return ((code >> 16) & 15) === 1 ? moveStatus(core, t, loads) : null;
  }
  const whole = ofDouble ? kind < 2 && (code & 0x60) === 0 : kind === 0;
  if (!whole) {
    return null;
  }
  const n = ofDouble ? double(code, 16, 7) + kind : single(code, 16, 7);
  return loads ? () => void (r[t] = fpu.words[n]) : () => void (fpu.words[n] = r[t]);
}

function moveStatus(core, t, loads) {
  const { r, fpu } = core;
  if (!loads) {
    return () => fpu.setStatus(r[t]);
  }
  if (t !== CORE_FLAGS) {
    return () => void (r[t] = fpu.status);
  }
  return () => {
    core.n = (fpu.status & SIGN) !== 0;
    core.z = (fpu.status & (1 << 30)) !== 0;
    core.c = (fpu.status & (1 << 29)) !== 0;
    core.v = (fpu.status & (1 << 28)) !== 0;
  };
}

const add = (a, b) => a + b;
const subtract = (a, b) => a - b;
const multiply = (a, b) => a * b;
const divide = (a, b) => a / b;

function arithmetic(core, code, { d, n, m }) {
  const { fpu } = core;
  const { words } = fpu;
  const other = (code & 0x40) !== 0;
  const flipsOne = other ? SIGN : 0;
  switch (((code >> 21) & 4) | ((code >> 20) & 3)) {
    case 0: // VMLA, VMLS
      return () => void (words[d] = fpu.binary(words[d], fpu.binary(words[n], words[m], multiply) ^ flipsOne, add));
    case 1: // VNMLS, VNMLA
      return () =>
        void (words[d] = fpu.binary(words[d] ^ SIGN, fpu.binary(words[n], words[m], multiply) ^ flipsOne, add));
    case 2: // VMUL, VNMUL
      return () => void (words[d] = fpu.binary(words[n], words[m], multiply) ^ flipsOne);
    case 3: // VADD, VSUB
      return () => void (words[d] = fpu.binary(words[n], words[m], other ? subtract : add));
    case 4: // VDIV
      return other ? null : () => void (words[d] = fpu.binary(words[n], words[m], divide));
    case 5: // VFNMS, VFNMA
      return () => void (words[d] = fpu.fused(words[d] ^ SIGN, words[n] ^ flipsOne, words[m]));
    case 6: // VFMA, VFMS
      return () => void (words[d] = fpu.fused(words[d], words[n] ^ flipsOne, words[m]));
    default:
      return unary(core, code, d, m);
  }
}

function expandedImmediate(code) {
  const byte = ((code >> 12) & 0xf0) | (code & 15);
  const exponent = (byte & 0x40) !== 0 ? 0x7c : 0x80;
  return ((byte & 0x80) << 24) | ((exponent | ((byte >> 4) & 3)) << 23) | ((byte & 15) << 19);
}

// By bits 19 to 16, then by bit 7; bit 6 is set in all of them.
function unary(core, code, d, m) {
  const { fpu } = core;
  const { words } = fpu;
  if ((code & 0x40) === 0) {
    const word = expandedImmediate(code);
    return (code & 0xa0) === 0 ? () => void (words[d] = word) : null;
  }
  const upper = (code & 0x80) !== 0;
  const each = (calculate) => () => void (words[d] = fpu.unary(words[m], calculate));
  switch ((code >> 16) & 15) {
    case 0:
      return upper ? () => void (words[d] = words[m] & ~SIGN) : () => void (words[d] = words[m]);
    case 1:
      return upper ? each(Math.sqrt) : () => void (words[d] = words[m] ^ SIGN);
    case 2:
      return () => void (words[d] = fpu.ofHalf(words[m] >> (upper ? 16 : 0)));
    case 3:
      return () => void (words[d] = fpu.withHalf(words[d], words[m], upper));
    case 4:
      return () => fpu.compare(words[d], words[m]);
    case 5:
      return (code & 0x2f) === 0 ? () => fpu.compare(words[d], 0) : null;
    case 6:
      return each(upper ? Math.trunc : roundEven);
    case 7:
      return upper ? null : each(roundEven);
    case 8:
      return () => void (words[d] = fpu.wordOf(upper ? words[m] : words[m] >>> 0));
    case 12:
    case 13:
      return toInteger(fpu, d, m, (code & 0x10000) !== 0, upper ? Math.trunc : roundEven);
    default:
      return fixedPoint(fpu, code, d);
  }
}

function toInteger(fpu, d, m, signed, round) {
  const { words } = fpu;
  return () => void (words[d] = fpu.integerOf(words[m], round, signed ? -(2 ** 31) : 0, signed ? 2 ** 31 - 1 : 2 ** 32 - 1));
}

// VCVT between a number and a fixed-point one, which share a register.
function fixedPoint(fpu, code, d) {
  const { words } = fpu;
  if ((code & 0x000a0000) !== 0x000a0000) {
    return null;
  }
  const [toFixed, unsigned, wide] = [(code & 0x40000) !== 0, (code & 0x10000) !== 0, (code & 0x80) !== 0];
  const bits = wide ? 32 : 16;
  const places = bits - (((code & 15) << 1) | ((code >> 5) & 1));
  if (places < 0) {
    return null;
  }
  const [low, high] = unsigned ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  if (toFixed) {
    return () => void (words[d] = fpu.integerOf(words[d], (x) => Math.trunc(x * 2 ** places), low, high));
  }
  const held = (x) => (wide ? (unsigned ? x >>> 0 : x) : unsigned ? x & 0xffff : (x << 16) >> 16);
  return () => void (words[d] = fpu.wordOf(held(words[d]) / 2 ** places));
}

// VSEL, VMAXNM, VMINNM, VRINT and VCVT with a rounding of their own.
function selection(core, code, { d, n, m }) {
  const { fpu } = core;
  const { words } = fpu;
  if ((code & (1 << 23)) === 0) {
    const condition = [0, 6, 10, 12][(code >> 20) & 3]; // EQ, VS, GE, GT
    return (code & 0x40) !== 0 ? null : () => void (words[d] = words[core.passes(condition) ? n : m]);
  }
  if ((code & (3 << 20)) === 0) {
    const low = (code & 0x40) !== 0;
    return () => void (words[d] = fpu.extreme(words[n], words[m], low));
  }
  const round = ROUNDINGS[(code >> 16) & 3];
  if ((code & 0x003c0040) === 0x00380040 && (code & 0x80) === 0) {
    return () => void (words[d] = fpu.unary(words[m], round));
  }
  if ((code & 0x003c0040) === 0x003c0040) {
    return toInteger(fpu, d, m, (code & 0x80) !== 0, round);
  }
  return null;
}
