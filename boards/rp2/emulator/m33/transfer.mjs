// Loads and stores of 32 bits' encoding: single, pairs, lists, exclusive ones, and the table branches among them.

import { unknown } from "./wide.mjs";

// By size, then by whether the sign is extended.
const LOADS = [
  [(core, at) => core.load8(at), (core, at) => (core.load8(at) << 24) >> 24],
  [(core, at) => core.load16(at), (core, at) => (core.load16(at) << 16) >> 16],
  [(core, at) => core.load32(at), null],
  [null, null],
];
const STORES = [
  (core, at, x) => core.store8(at, x),
  (core, at, x) => core.store16(at, x),
  (core, at, x) => core.store32(at, x),
  null,
];
const PRELOAD = () => {};

export function decodeSingle(core, code) {
  const size = (code >> 21) & 3;
  const loads = (code & (1 << 20)) !== 0;
  const t = (code >> 12) & 15;
  const move = loads ? LOADS[size][(code >> 24) & 1] : (code & (1 << 24)) === 0 ? STORES[size] : null;
  if (move === null) {
    return unknown(core, code);
  }
  if (loads && t === 15 && size !== 2) {
    return PRELOAD;
  }
  return loads ? decodeLoad(core, code, t, move) : decodeStore(core, code, t, move);
}

// {base register, offset, what is written back}; null for what is no such encoding.
function indexed(code) {
  const n = (code >> 16) & 15;
  if ((code & (1 << 23)) !== 0) {
    return { n, x: code & 0xfff, before: true, writes: false };
  }
  if ((code & 0x800) === 0) {
    return null;
  }
  const [before, up, writes] = [(code & 0x400) !== 0, (code & 0x200) !== 0, (code & 0x100) !== 0];
  return before || writes ? { n, x: up ? code & 0xff : -(code & 0xff), before, writes } : null;
}

function decodeLoad(core, code, t, load) {
  const { r } = core;
  const n = (code >> 16) & 15;
  // Both names are fixed for an instruction: a load to PC is a branch, one to SP keeps its alignment.
  const put = t === 15 ? (x) => core.branchExchange(x) : t === 13 ? (x) => void (r[13] = x & ~3) : (x) => void (r[t] = x);
  if (n === 15) {
    const x = (code & (1 << 23)) !== 0 ? code & 0xfff : -(code & 0xfff);
    return () => put(load(core, (r[15] & ~3) + x));
  }
  if ((code & 0x00800fc0) === 0) {
    const [m, amount] = [code & 15, (code >> 4) & 3];
    return () => put(load(core, r[n] + (r[m] << amount)));
  }
  const how = indexed(code);
  if (how === null) {
    return unknown(core, code);
  }
  const { x, before, writes } = how;
  if (!writes) {
    return t < 13 ? () => void (r[t] = load(core, r[n] + x)) : () => put(load(core, r[n] + x));
  }
  return () => {
    const base = r[n];
    const value = load(core, before ? base + x : base);
    r[n] = base + x;
    put(value);
  };
}

function decodeStore(core, code, t, store) {
  const { r } = core;
  const n = (code >> 16) & 15;
  if (n === 15) {
    return unknown(core, code);
  }
  if ((code & 0x00800fc0) === 0) {
    const [m, amount] = [code & 15, (code >> 4) & 3];
    return () => store(core, r[n] + (r[m] << amount), r[t]);
  }
  const how = indexed(code);
  if (how === null) {
    return unknown(core, code);
  }
  const { x, before, writes } = how;
  if (!writes) {
    return () => store(core, r[n] + x, r[t]);
  }
  return () => writeBack(core, n, r[n] + x, () => store(core, before ? r[n] + x : r[n], r[t]));
}

// Access, then the new base; where that is a stack, its limit refuses before anything is stored.
export function writeBack(core, n, base, access) {
  if (n === 13 && base >>> 0 < core.exceptions.stackLimit() >>> 0) {
    core.setStack(base);
  }
  access();
  core.r[n] = base;
}

export function decodeMultiple(core, code) {
  const { r } = core;
  const n = (code >> 16) & 15;
  const mode = (code >> 23) & 3;
  const [writes, loads] = [(code & (1 << 21)) !== 0, (code & (1 << 20)) !== 0];
  const list = Array.from({ length: 16 }, (_, i) => i).filter((i) => (code >> i) & 1);
  if ((mode !== 1 && mode !== 2) || n === 15 || list.length < 1) {
    return unknown(core, code);
  }
  const size = 4 * list.length;
  const [start, step] = mode === 1 ? [0, size] : [-size, -size];
  if (!loads) {
    const all = (from) => list.forEach((t, i) => core.storeWord(from + 4 * i, r[t]));
    return writes ? () => writeBack(core, n, r[n] + step, () => all(r[n] + start)) : () => all(r[n] + start);
  }
  const plain = list.filter((t) => t !== 15);
  const returns = plain.length < list.length;
  const words = new Int32Array(16);
  return () => {
    const base = r[n];
    for (let i = 0; i < list.length; i++) {
      words[i] = core.loadWord(base + start + 4 * i);
    }
    for (let i = 0; i < plain.length; i++) {
      r[plain[i]] = words[i];
    }
    if (writes) {
      r[n] = base + step;
    }
    if (returns) {
      core.branchExchange(words[list.length - 1]);
    }
  };
}

export function decodePairOrExclusive(core, code) {
  const [before, up, writes] = [(code & (1 << 24)) !== 0, (code & (1 << 23)) !== 0, (code & (1 << 21)) !== 0];
  if (before || writes) {
    return pair(core, code, { before, up, writes });
  }
  return up ? exclusiveBySize(core, code) : exclusiveWord(core, code);
}

function pair(core, code, { before, up, writes }) {
  const { r } = core;
  const [n, t, u] = [(code >> 16) & 15, (code >> 12) & 15, (code >> 8) & 15];
  const x = (up ? 1 : -1) * ((code & 0xff) << 2);
  const loads = (code & (1 << 20)) !== 0;
  if (code >>> 0 === 0xe97fe97f) {
    return () => {}; // SG, in code that is Secure already
  }
  if (n === 15) {
    return loads && !writes ? pairLiteral(core, t, u, x) : unknown(core, code);
  }
  if (!loads) {
    const store = () => {
      const at = before ? r[n] + x : r[n];
      core.storeWord(at, r[t]);
      core.storeWord(at + 4, r[u]);
    };
    return writes ? () => writeBack(core, n, r[n] + x, store) : store;
  }
  return () => {
    const base = r[n];
    const at = before ? base + x : base;
    const [first, second] = [core.loadWord(at), core.loadWord(at + 4)];
    if (writes) {
      r[n] = base + x;
    }
    r[t] = first;
    r[u] = second;
  };
}

function pairLiteral(core, t, u, x) {
  const { r } = core;
  return () => {
    const at = (r[15] & ~3) + x;
    r[t] = core.loadWord(at);
    r[u] = core.loadWord(at + 4);
  };
}

// STREX: 0 in the status register says that it was stored.
function storeExclusive(core, d, size, at, value) {
  core.demandAlignment(at, size);
  if (core.exclusive) {
    STORES[size >> 1](core, at, value);
  }
  core.r[d] = core.exclusive ? 0 : 1;
  core.exclusive = false;
}

function loadExclusive(core, t, size, at) {
  core.demandAlignment(at, size);
  core.r[t] = LOADS[size >> 1][0](core, at);
  core.exclusive = true;
}

function exclusiveWord(core, code) {
  const { r } = core;
  const [n, t, d, x] = [(code >> 16) & 15, (code >> 12) & 15, (code >> 8) & 15, (code & 0xff) << 2];
  if ((code & (1 << 20)) !== 0) {
    return () => loadExclusive(core, t, 4, r[n] + x);
  }
  if (t === 15) {
    // TT asks what protects an address.
    return (code & 0x3f) === 0 ? () => void (r[d] = core.mpu.describe(r[n])) : unknown(core, code);
  }
  return () => storeExclusive(core, d, 4, r[n] + x, r[t]);
}

function exclusiveBySize(core, code) {
  const { r } = core;
  const [n, t, d] = [(code >> 16) & 15, (code >> 12) & 15, code & 15];
  const loads = (code & (1 << 20)) !== 0;
  const kind = (code >> 4) & 15;
  const size = 1 << (kind & 3);
  if (kind < 2) {
    return loads ? tableBranch(core, n, d, kind === 1) : unknown(core, code);
  }
  if ((kind & 3) === 3 || kind === 2 || kind === 6) {
    return unknown(core, code);
  }
  if (kind >= 8 && kind < 12) {
    const access = loads ? () => void (r[t] = LOADS[size >> 1][0](core, r[n])) : () => STORES[size >> 1](core, r[n], r[t]);
    return () => {
      core.demandAlignment(r[n], size);
      access();
    };
  }
  return loads ? () => loadExclusive(core, t, size, r[n]) : () => storeExclusive(core, d, size, r[n], r[t]);
}

function tableBranch(core, n, m, halves) {
  const { r } = core;
  return halves
    ? () => core.branch(r[15] + 2 * core.load16(r[n] + (r[m] << 1)))
    : () => core.branch(r[15] + 2 * core.load8(r[n] + r[m]));
}
