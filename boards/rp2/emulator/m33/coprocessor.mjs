// The coprocessor instructions: numbers 10 and 11 are floating point, the others what the chip has put there.
//
// A coprocessor is {read(operation), write(operation, word), readPair(operation), writePair(operation, low, high),
// perform(operation)}; `operation` is the encoding, from which it takes its own fields.

import { Fault } from "./core.mjs";
import { FAULT, USAGE_FAULT } from "./exceptions.mjs";
import { decodeFloat } from "./float.mjs";
import { unknown } from "./wide.mjs";

const NO_WHERE = 15; // MRC to PC's number copies the flags

export function decodeCoprocessor(core, code) {
  const number = (code >> 8) & 15;
  if (number === 10 || number === 11) {
    return decodeFloat(core, code);
  }
  const transfer = decodeTransfer(core, code);
  return () => {
    const { access } = core.fpu;
    const unit = core.coprocessors[number];
    if (unit === null || ((access >> (2 * number)) & 3) === 0) {
      core.onRemark(`coprocessor ${number} asked at ${(core.pc >>> 0).toString(16)}`);
      throw new Fault(USAGE_FAULT, FAULT.NOCP);
    }
    transfer(unit);
  };
}

function decodeTransfer(core, code) {
  const { r } = core;
  const t = (code >> 12) & 15;
  const loads = (code & (1 << 20)) !== 0;
  if ((code & 0x0fe00000) === 0x0c400000) {
    const u = (code >> 16) & 15;
    return loads
      ? (unit) => ([r[t], r[u]] = unit.readPair(code))
      : (unit) => unit.writePair(code, r[t], r[u]);
  }
  if ((code & 0x0f000000) !== 0x0e000000) {
    return unknown(core, code);
  }
  if ((code & 0x10) === 0) {
    return (unit) => unit.perform(code);
  }
  if (!loads) {
    return (unit) => unit.write(code, r[t]);
  }
  return t === NO_WHERE
    ? (unit) => core.setFlags((unit.read(code) & 0xf0000000) | (core.q ? 1 << 27 : 0))
    : (unit) => void (r[t] = unit.read(code));
}
