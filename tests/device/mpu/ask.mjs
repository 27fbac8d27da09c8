// node ask.mjs MPU.MJS <CASES - asks the emulator's unit what probe.c asks QEMU's; prints the same digits.
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const { Mpu } = await import(pathToFileURL(process.argv[2]));
const [CTRL, RBAR, RASR] = [0xd94, 0xd9c, 0xda0];
const VALID = 0x10;
let said = "";
for (const [address, ...pairs] of JSON.parse(fs.readFileSync(0, "utf8"))) {
  const ppb = { readUint32: () => 0, writeUint32: () => {} };
  let [written, ran] = [false, false];
  const write = () => (written = true);
  const core = {
    PC: address,
    IPSR: 0,
    writeUint32: write,
    writeUint16: write,
    writeUint8: write,
    executeInstruction: () => (ran = true) && 1,
    exceptionEntry: () => {},
  };
  new Mpu({ core, ppb }, () => {});
  pairs.forEach((word, i) => ppb.writeUint32(i % 2 ? RASR : RBAR, i % 2 ? word : (word & ~31) | VALID | (i / 2)));
  ppb.writeUint32(CTRL, 5);
  core.writeUint32(address, 0);
  core.executeInstruction();
  said += Number(written) + 2 * Number(ran);
}
console.log(said);
