// node m33_cases.mjs CORE < CASES > RESULTS - runs cases of m33_cases.py on the core in the folder CORE.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const folder = path.resolve(process.argv[2]);
const load = (name) => import(pathToFileURL(path.join(folder, name)));
const { BusError, CortexM33 } = await load("core.mjs");

const RAM = 0x20000000;
const ram = new Uint8Array(0x10000);
const halves = new Uint16Array(ram.buffer);
const bus = {
  ramBase: RAM,
  ram,
  interrupts: 52,
  codeWindow: (address) => (address >>> 16 === RAM >>> 16 ? { base: RAM, size: ram.length, halves } : null),
};
// An unaligned word of the RAM is put together from its bytes.
bus.read = (address, size) => {
  const at = address - RAM;
  if (at < 0 || at + size > ram.length) {
    throw new BusError();
  }
  return Buffer.from(ram.buffer).readUIntLE(at, size);
};
bus.write = (address, value, size) => {
  const at = address - RAM;
  if (at < 0 || at + size > ram.length) {
    throw new BusError();
  }
  Buffer.from(ram.buffer).writeUIntLE(value >>> 0, at, size);
};

let failed = null;
const core = new CortexM33(bus, { onStop() {}, onBreak() {}, onRemark: (text) => (failed = text) });
core.exceptions.raise = (fault) => {
  failed ??= `exception ${fault.exception}, status ${fault.status.toString(16)}`;
  core.stopped = true;
};
core.fpu.access = 0xf << 20;
core.exceptions.control |= 4; // it has a floating-point context

function run({ r, flags, ge, s, fpscr, code, count, memory, at }) {
  ram.set(Buffer.from(code, "hex"), 0);
  ram.set(Buffer.from(memory, "hex"), at - RAM);
  failed = null;
  core.stopped = false;
  core.it = core.nextIt = 0;
  core.exclusive = false;
  core.r.set(r);
  core.setFlags(flags);
  core.ge = ge;
  core.fpu.words.set(s);
  core.fpu.status = fpscr;
  core.next = RAM;
  core.run(count);
  const size = memory.length / 2;
  return {
    r: [...core.r.subarray(0, 15)].map((word) => word >>> 0),
    pc: core.next >>> 0,
    flags: (core.flags & 0xf80f0000) >>> 0,
    s: [...core.fpu.words].map((word) => word >>> 0),
    fpscr: core.fpu.status >>> 0,
    memory: Buffer.from(ram.buffer, at - RAM, size).toString("hex"),
    failed,
  };
}

const cases = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(run)));
