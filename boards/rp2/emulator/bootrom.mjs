// A boot ROM for the emulated RP2040, of our own: the one on the chip is not ours to pass on.
//
// The firmware finds functions by two-letter codes in a table (RP2040 datasheet, 2.8.3). Here
// each function is a breakpoint that JavaScript serves, and a return. What the firmware sees is
// the documented contract of each function, no more: nothing here copies the chip's code.

const FUNCTION_TABLE = 0x14;
const DATA_TABLE = 0x16;
const LOOKUP = 0x18;
const VERSION_AT = 0x13;
const VERSION = 2; // what the SDK may expect of the floating-point tables
const STUBS_AT = 0x100;
const TABLES_AT = 0x800;
const BX_LR = 0x4770;
const BKPT = 0xbe00;

export const FLASH_BASE = 0x10000000;

const scratch = new DataView(new ArrayBuffer(8));

function floatOf(word) {
  scratch.setUint32(0, word, true);
  return scratch.getFloat32(0, true);
}

function wordOf(number) {
  scratch.setFloat32(0, number, true);
  return scratch.getUint32(0, true);
}

function doubleOf(low, high) {
  scratch.setUint32(0, low, true);
  scratch.setUint32(4, high, true);
  return scratch.getFloat64(0, true);
}

function clamp(number, low, high) {
  return Number.isNaN(number) ? 0 : Math.min(Math.max(number, low), high);
}

// Both tables have one order (SDK, sf_table.h and sd_table.h): arithmetic on numbers, told apart
// by how numbers lie in registers.
function floatTable(put, take) {
  const unary = (f) => (r) => put(r, f(take(r, 0)));
  const binary = (f) => (r) => put(r, f(take(r, 0), take(r, 1)));
  const signed64 = (r, at) => (BigInt(r[at + 1] | 0) << 32n) | BigInt(r[at] >>> 0);
  const unsigned64 = (r, at) => (BigInt(r[at + 1] >>> 0) << 32n) | BigInt(r[at] >>> 0);
  const toInt = (shift, low, high) => (r) => {
    r[0] = clamp(Math.floor(take(r, 0) * 2 ** shift(r)), low, high);
  };
  const toInt64 = (shift, low, high) => (r) => {
    const number = Math.floor(take(r, 0) * 2 ** shift(r));
    const whole = Number.isFinite(number) ? BigInt(number) : number > 0 ? high : low;
    const held = BigInt.asUintN(64, whole < low ? low : whole > high ? high : whole);
    r[0] = Number(held & 0xffffffffn);
    r[1] = Number(held >> 32n);
  };
  const none = () => 0;
  const places = put.places; // the register that holds a number of fraction bits
  const scale = (r) => r[places] | 0;
  const word = [-(2 ** 31), 2 ** 31 - 1];
  const long = [-(2n ** 63n), 2n ** 63n - 1n];
  return [
    binary((a, b) => a + b),
    binary((a, b) => a - b),
    binary((a, b) => a * b),
    binary((a, b) => a / b),
    null, // comparisons: the SDK makes its own
    null,
    unary(Math.sqrt),
    toInt(none, ...word),
    toInt(scale, ...word),
    toInt(none, 0, 2 ** 32 - 1),
    toInt(scale, 0, 2 ** 32 - 1),
    (r) => put(r, r[0] | 0),
    (r) => put(r, (r[0] | 0) / 2 ** (r[1] | 0)),
    (r) => put(r, r[0] >>> 0),
    (r) => put(r, (r[0] >>> 0) / 2 ** (r[1] | 0)),
    unary(Math.cos),
    unary(Math.sin),
    unary(Math.tan),
    null,
    unary(Math.exp),
    unary(Math.log),
    null,
    binary(Math.atan2),
    (r) => put(r, Number(signed64(r, 0))),
    (r) => put(r, Number(signed64(r, 0)) / 2 ** (r[2] | 0)),
    (r) => put(r, Number(unsigned64(r, 0))),
    (r) => put(r, Number(unsigned64(r, 0)) / 2 ** (r[2] | 0)),
    toInt64(none, ...long),
    toInt64(scale, ...long),
    toInt64(none, 0n, 2n ** 64n - 1n),
    toInt64(scale, 0n, 2n ** 64n - 1n),
  ];
}

const putFloat = Object.assign((r, number) => (r[0] = wordOf(number)), { places: 1 });
const takeFloat = (r, at) => floatOf(r[at]);
const putDouble = Object.assign(
  (r, number) => {
    scratch.setFloat64(0, number, true);
    r[0] = scratch.getUint32(0, true);
    r[1] = scratch.getUint32(4, true);
  },
  { places: 2 },
);
const takeDouble = (r, at) => doubleOf(r[2 * at], r[2 * at + 1]);

const singles = [
  ...floatTable(putFloat, takeFloat),
  (r) => putDouble(r, floatOf(r[0])), // float to double
];
const doubles = [
  ...floatTable(putDouble, takeDouble),
  (r) => putFloat(r, takeDouble(r, 0)), // double to float
];

// The functions by their codes. `flash` has erase(offset, size) and program(offset, bytes).
function functions(rp2040, flash, reboot) {
  const bytes = (address, size) =>
    Uint8Array.from({ length: size }, (_, i) => rp2040.readUint8((address + i) >>> 0));
  const copy = (r) => {
    for (let i = 0; i < r[2] >>> 0; i++) {
      rp2040.core.writeUint8((r[0] + i) >>> 0, rp2040.readUint8((r[1] + i) >>> 0));
    }
  };
  const fill = (r) => {
    for (let i = 0; i < r[2] >>> 0; i++) {
      rp2040.core.writeUint8((r[0] + i) >>> 0, r[1] & 0xff);
    }
  };
  const reversed = (word) => {
    let out = 0;
    for (let i = 0; i < 32; i++) {
      out = (out << 1) | ((word >>> i) & 1);
    }
    return out >>> 0;
  };
  const ones = (word) => word.toString(2).replaceAll("0", "").length;
  const nothing = () => {};
  return {
    MC: copy,
    C4: copy,
    MS: fill,
    S4: fill,
    L3: (r) => (r[0] = Math.clz32(r[0])),
    T3: (r) => (r[0] = Math.clz32(reversed(r[0] >>> 0))),
    P3: (r) => (r[0] = ones(r[0] >>> 0)),
    R3: (r) => (r[0] = reversed(r[0] >>> 0)),
    IF: nothing,
    EX: nothing,
    FC: nothing,
    CX: nothing,
    RE: (r) => flash.erase(r[0] >>> 0, r[1] >>> 0),
    RP: (r) => flash.program(r[0] >>> 0, bytes(r[1], r[2] >>> 0)),
    UB: () => reboot("the boot loader was asked for: BOOTSEL"),
  };
}

function lookup(rp2040, r) {
  for (let at = r[0] >>> 0; ; at += 4) {
    const code = rp2040.readUint16(at);
    if (code === 0 || code === (r[1] & 0xffff)) {
      r[0] = code === 0 ? 0 : rp2040.readUint16(at + 2);
      return;
    }
  }
}

// Puts the ROM into the emulator and serves its breakpoints.
export function installBootrom(rp2040, flash, reboot) {
  const rom = new DataView(new ArrayBuffer(16 * 1024));
  const served = [];
  const stub = (serve) => {
    const at = STUBS_AT + 4 * served.length;
    rom.setUint16(at, BKPT | served.length, true);
    rom.setUint16(at + 2, BX_LR, true);
    served.push(serve);
    return at | 1;
  };
  let next = TABLES_AT;
  const put16 = (word) => {
    rom.setUint16(next, word, true);
    next += 2;
  };
  const put32 = (word) => {
    rom.setUint32(next, word, true);
    next += 4;
  };

  rom.setUint16(LOOKUP, stub((r) => lookup(rp2040, r)), true);
  rom.setUint16(FUNCTION_TABLE, next, true);
  for (const [code, serve] of Object.entries(functions(rp2040, flash, reboot))) {
    put16(code.charCodeAt(0) | (code.charCodeAt(1) << 8));
    put16(stub(serve));
  }
  put32(0);

  const missing = stub(() => reboot("a function that this boot ROM lacks was called"));
  const tables = {};
  for (const [code, entries] of Object.entries({ SF: singles, SD: doubles })) {
    put32(entries.length << 16); // the byte two before the table counts its words
    tables[code] = next;
    entries.forEach((serve) => put32(serve === null ? missing : stub(serve)));
  }
  rom.setUint16(DATA_TABLE, next, true);
  for (const [code, at] of Object.entries(tables)) {
    put16(code.charCodeAt(0) | (code.charCodeAt(1) << 8));
    put16(at);
  }
  put32(0);
  rom.setUint8(VERSION_AT, VERSION);

  rp2040.bootrom.set(new Uint32Array(rom.buffer));
  rp2040.onBreak = (number) => {
    const serve = served[number];
    if (rp2040.core.PC >= STUBS_AT && rp2040.core.PC < TABLES_AT && serve !== undefined) {
      serve(rp2040.core.registers);
    } else {
      reboot(`breakpoint at ${rp2040.core.PC.toString(16)}`);
    }
  };
}
