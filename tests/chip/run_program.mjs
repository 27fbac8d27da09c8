// node run_program.mjs EMULATOR PROGRAM - runs a raw image on the RP2350 of the folder EMULATOR until it ends over semihosting,
// and prints what it says.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [emulator, program] = process.argv.slice(2);
const { Rp2350 } = await import(pathToFileURL(path.resolve(emulator, "rp2350/chip.mjs")));

const SEMIHOSTING = 0xab;
const WRITE = 4;
const INSTRUCTIONS_MOST = 10_000_000;

const bytes = Buffer.alloc(4 * 1024 * 1024, 0xff);
fs.readFileSync(program).copy(bytes);
const chip = new Rp2350({
  flash: { bytes, erase() {}, program() {} },
  id: "0001020304050607",
  kept: { reason: 0, scratch: [0, 0, 0, 0, 0, 0, 0, 0] },
  remark: (text) => process.stderr.write(`${text}\n`),
  reboot: (why) => process.stderr.write(`reset: ${why}\n`),
});
const serve = chip.core.onBreak;
let ended = false;
chip.core.onBreak = (number) => {
  if (number !== SEMIHOSTING) {
    serve(number);
  } else if (chip.core.r[0] === WRITE) {
    for (let at = chip.core.r[1] >>> 0; chip.bus.read(at, 1) !== 0; at++) {
      process.stdout.write(String.fromCharCode(chip.bus.read(at, 1)));
    }
  } else {
    ended = true;
    chip.core.stopped = true;
  }
};
chip.run(INSTRUCTIONS_MOST, () => ended || chip.core.stopped);
process.exitCode = ended ? 0 : 1;
