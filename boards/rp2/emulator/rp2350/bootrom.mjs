// A boot ROM for the emulated RP2350, of our own: the one on the chip is not ours to pass on.
//
// As in the RP2040's (../bootrom.mjs), each function is a breakpoint that JavaScript serves by the documented contract
// (RP2350 datasheet, 5.4; pico-sdk's bootrom.h), and a return. What starts is an image whose first block says that it
// is a program for this chip (docs/spec/boot-image.md). No signature is asked for: the fuses are blank.

import crypto from "node:crypto";

import { Fault } from "../m33/core.mjs";
import { HARD_FAULT } from "../m33/exceptions.mjs";

export const ROM_SIZE = 32 * 1024;
export const BOOTRAM_BASE = 0x400e0000;
const MAGIC = 0x02754d; // 'M', 'u', and that this is the second kind of table
const MAGIC_AT = 0x10;
const VERSION_AT = 0x13;
const LOOKUP_AT = 0x16; // where the pointer to the lookup stands
const STUBS_AT = 0x100;
const DATA_AT = 0x1000;
const IS_DATA = 0x40; // of the lookup's mask
const DEVICE_INFO = { address: BOOTRAM_BASE + 0x3e0, value: (10 << 8) | (1 << 7) }; // 4 MiB on the first chip select
const BX_LR = 0x4770;
const BKPT = 0xbe00;

const BLOCK_START = 0xffffded3;
const BLOCK_END = 0xab123579;
const FIRST_BLOCK_WITHIN = 4096;
const LAST_ITEM = 0xff;
const IMAGE_TYPE = 0x42;
const PROGRAM = 0x1021; // secure, Arm, RP2350
const VECTOR_TABLE = 0x03;
const LOAD_MAP = 0x06;
const BLOCKS_MOST = 16;

const ERROR = { notPermitted: -4, invalidArgument: -5, bufferTooSmall: -13 };
const BOOTSEL = 2;
const REBOOT_KIND = 15;
const OTP_WRITES = 1 << 16;

// Where the vectors of the image at the start of the flash are; throws where the ROM would start nothing.
export function vectorsOf(flash, base) {
  const view = new DataView(flash.buffer, flash.byteOffset, flash.length);
  const word = (at) => (at >= 0 && at + 4 <= flash.length ? view.getUint32(at, true) : 0);
  let first = 0;
  while (first < FIRST_BLOCK_WITHIN && word(first) !== BLOCK_START) {
    first += 4;
  }
  const { items } = blockAt(word, first);
  if (items.find(({ type }) => type === IMAGE_TYPE)?.head >>> 16 !== PROGRAM) {
    throw new Error("the image is no program for an RP2350's secure state");
  }
  let last = first;
  for (let count = 0; ; count++) {
    const block = blockAt(word, last);
    if (count === BLOCKS_MOST) {
      throw new Error("the image's blocks make no loop");
    }
    if (block.items.some(({ type, at }) => type === LOAD_MAP && word(at + 8) !== base)) {
      throw new Error("the image wants to be loaded into RAM, which this boot ROM does not do");
    }
    last += block.link;
    if (last === first) {
      break;
    }
  }
  const table = items.find(({ type }) => type === VECTOR_TABLE);
  return table === undefined ? base : word(table.at + 4);
}

function blockAt(word, start) {
  if (word(start) !== BLOCK_START) {
    throw new Error("the image has no block that says what it is");
  }
  const items = [];
  for (let at = start + 4; ; ) {
    const head = word(at);
    const type = head & 0xff;
    const size = (type & 0x80) !== 0 ? (head >>> 8) & 0xffff : (head >>> 8) & 0xff;
    if (type === LAST_ITEM) {
      if (at !== start + 4 + 4 * size || word(at + 8) !== BLOCK_END) {
        throw new Error("a block of the image does not end where it says");
      }
      return { items, link: word(at + 4) | 0 };
    }
    if (size === 0) {
      throw new Error("an item of a block is empty");
    }
    items.push({ type, head, at });
    at += 4 * size;
  }
}

// The functions by their codes, on the registers that hold their arguments. `flash` has erase(offset, size) and
// program(offset, bytes), `id` is the chip's own number.
function functions({ bus, flash, id, reboot }) {
  const nothing = () => {};
  const done = (r) => (r[0] = 0);
  const refused = (r) => (r[0] = ERROR.notPermitted);
  const random = crypto.randomBytes(16); // one of each start
  const words = (bytes) => Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i));
  const identity = words(Buffer.from(Buffer.from(id, "hex")).reverse());
  const facts = new Map([
    [0x01, [1, ...identity]], // package, then the number in two words
    [0x02, [0]], // no critical fuse is blown
    [0x04, [0]], // Arm
    [0x08, [DEVICE_INFO.value]],
    [0x10, words(random)],
    [0x40, [0, 0, 0, 0]], // a normal start
  ]);
  return {
    IF: nothing,
    EX: nothing,
    FC: nothing,
    CX: nothing,
    XM: nothing,
    RA: nothing,
    RE: (r) => flash.erase(r[0] >>> 0, r[1] >>> 0),
    RP: (r) => {
      const bytes = Uint8Array.from({ length: r[2] >>> 0 }, (_, i) => bus.read((r[1] + i) >>> 0, 1));
      flash.program(r[0] >>> 0, bytes);
    },
    GS: (r) => (r[0] = tell(bus, facts, r)),
    OA: (r) => (r[0] = readFuses(bus, r)),
    RB: (r) => {
      const asksLoader = (r[0] & REBOOT_KIND) === BOOTSEL;
      reboot(asksLoader ? "the boot loader was asked for: BOOTSEL" : "the firmware asked for it");
    },
    EB: done,
    SR: done,
    LP: done,
    GB: refused,
    AB: refused,
    GU: refused,
    CI: refused,
    RC: refused,
    SP: refused,
  };
}

// get_sys_info: which facts are told, then the facts; the number of words.
function tell(bus, facts, r) {
  const [out, room, asked] = [r[0] >>> 0, r[1] >>> 0, r[2] >>> 0];
  const told = [...facts.keys()].filter((flag) => (asked & flag) !== 0);
  const answer = [told.reduce((sum, flag) => sum | flag, 0), ...told.flatMap((flag) => facts.get(flag))];
  if (answer.length > room) {
    return ERROR.bufferTooSmall;
  }
  answer.forEach((word, i) => bus.write((out + 4 * i) >>> 0, word >>> 0, 4));
  return answer.length;
}

// otp_access: all fuses are blank, and none is blown.
function readFuses(bus, r) {
  const [out, size, row] = [r[0] >>> 0, r[1] >>> 0, r[2] >>> 0];
  if ((row & OTP_WRITES) !== 0) {
    return ERROR.notPermitted;
  }
  for (let i = 0; i < size; i++) {
    bus.write((out + i) >>> 0, 0, 1);
  }
  return 0;
}

// Puts the ROM into the chip and serves its breakpoints; `remark` hears of functions that are not there.
export function installBootrom(chip, { flash, id, reboot, remark }) {
  const { core, bus } = chip;
  const rom = new DataView(bus.rom.buffer);
  const served = [];
  const stub = (serve) => {
    const at = STUBS_AT + 4 * served.length;
    rom.setUint16(at, BKPT | served.length, true);
    rom.setUint16(at + 2, BX_LR, true);
    served.push(serve);
    return at | 1;
  };
  const found = new Map();
  for (const [code, serve] of Object.entries(functions({ bus, flash, id, reboot }))) {
    found.set(codeOf(code), stub(serve));
  }
  // Each of these is a word of the ROM that holds a pointer.
  const data = new Map();
  [["FD", DEVICE_INFO.address], ["XF", BOOTRAM_BASE]].forEach(([code, address], i) => {
    rom.setUint32(DATA_AT + 4 * i, address, true);
    data.set(codeOf(code), DATA_AT + 4 * i);
  });
  const lookup = stub((r) => {
    const at = ((r[1] & IS_DATA) !== 0 ? data : found).get(r[0] & 0xffff);
    if (at === undefined) {
      remark(`this boot ROM has no ${String.fromCharCode(r[0] & 0xff, (r[0] >> 8) & 0xff)}`);
    }
    r[0] = at ?? 0;
  });
  rom.setUint32(MAGIC_AT, MAGIC, true);
  rom.setUint8(VERSION_AT, 2);
  rom.setUint16(LOOKUP_AT, lookup, true);
  // What makes the flash readable again after it was written; the SDK copies it from here and calls it.
  bus.bootram.setUint16(0, BX_LR, true);
  bus.bootram.setUint16(DEVICE_INFO.address - BOOTRAM_BASE, DEVICE_INFO.value, true);

  core.onBreak = (number) => {
    const serve = core.pc >= STUBS_AT && core.pc < DATA_AT ? served[number] : undefined;
    if (serve === undefined) {
      throw new Fault(HARD_FAULT, 0); // nobody debugs it
    }
    serve(core.r);
  };
}

const codeOf = (text) => text.charCodeAt(0) | (text.charCodeAt(1) << 8);
