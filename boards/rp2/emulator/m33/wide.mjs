// The 32-bit Thumb instructions of Armv8-M: which decoder has an encoding, and those of control.

import { decodeImmediate, decodePlain, decodeShifted } from "./arithmetic.mjs";
import { decodeCoprocessor } from "./coprocessor.mjs";
import { decodeRegisters } from "./registers.mjs";
import { decodeLong, decodeMultiply } from "./multiply.mjs";
import { hint } from "./narrow.mjs";
import { readSpecial, writeSpecial } from "./special.mjs";
import { decodeMultiple, decodePairOrExclusive, decodeSingle } from "./transfer.mjs";

// `code` has the first halfword above the second.
export function decodeWide(core, code) {
  const first = code >>> 16;
  switch ((first >> 9) & 15) {
    case 0b0100:
      return ((first & 0x40) === 0 ? decodeMultiple : decodePairOrExclusive)(core, code);
    case 0b0101:
      return decodeShifted(core, code);
    case 0b0110:
    case 0b0111:
    case 0b1110:
    case 0b1111:
      return decodeCoprocessor(core, code);
    case 0b1100:
      return decodeSingle(core, code);
    case 0b1101:
      return decodeNumbers(core, code);
    default:
      if ((code & 0x8000) !== 0) {
        return decodeBranch(core, code);
      }
      return ((first & 0x200) === 0 ? decodeImmediate : decodePlain)(core, code);
  }
}

export const unknown = (core, code) => () => core.undefinedInstruction((code >>> 0).toString(16));

function decodeNumbers(core, code) {
  if ((code & 0x01000000) === 0) {
    return decodeRegisters(core, code);
  }
  return ((code & 0x00800000) === 0 ? decodeMultiply : decodeLong)(core, code);
}

function decodeBranch(core, code) {
  const { r } = core;
  const kind = (code >> 12) & 5; // bits 14 and 12 of the second halfword
  if (kind === 4) {
    return unknown(core, code); // BLX to another instruction set
  }
  if (kind !== 0) {
    const x = branchOffset(code);
    if (kind === 1) {
      return () => core.branch(r[15] + x);
    }
    return () => {
      r[14] = core.next | 1;
      core.branch(r[15] + x);
    };
  }
  const condition = (code >> 22) & 15;
  if (condition >= 14) {
    return decodeControl(core, code);
  }
  const x = conditionalOffset(code);
  return () => {
    if (core.passes(condition)) {
      core.branch(r[15] + x);
    }
  };
}

function branchOffset(code) {
  const sign = (code >> 26) & 1;
  const i1 = ((code >> 13) & 1) === sign ? 1 : 0;
  const i2 = ((code >> 11) & 1) === sign ? 1 : 0;
  const x = (sign << 24) | (i1 << 23) | (i2 << 22) | (((code >> 16) & 0x3ff) << 12) | ((code & 0x7ff) << 1);
  return (x << 7) >> 7;
}

function conditionalOffset(code) {
  const sign = (code >> 26) & 1;
  const [j1, j2] = [(code >> 13) & 1, (code >> 11) & 1];
  const x = (sign << 20) | (j2 << 19) | (j1 << 18) | (((code >> 16) & 0x3f) << 12) | ((code & 0x7ff) << 1);
  return (x << 11) >> 11;
}

function decodeControl(core, code) {
  const first = code >>> 16;
  switch ((first >> 4) & 0x7f) {
    case 0x38:
    case 0x39:
      return writeSpecial(core, code);
    case 0x3a:
      return (code & 0x700) === 0 ? hint(core, code & 0xff) : unknown(core, code);
    case 0x3b:
      return barrier(core, code);
    case 0x3e:
    case 0x3f:
      return readSpecial(core, code);
    default:
      return unknown(core, code);
  }
}

function barrier(core, code) {
  switch ((code >> 4) & 15) {
    case 2:
      return () => void (core.exclusive = false);
    case 4:
    case 5:
    case 6:
      return () => {}; // all accesses are in order here
    default:
      return unknown(core, code);
  }
}
